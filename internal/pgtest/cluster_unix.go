//go:build unix

package pgtest

import (
	"errors"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// serverUsers are the users that PostgreSQL may run as when the tests run as root, which it refuses.
var serverUsers = []string{"postgres", "nobody"}

// detach gives cmd a session of its own, so that a Ctrl-C at the terminal ends the tests but leaves the supervisor to
// clean up, and another user when this one is root.
func detach(cmd *exec.Cmd) error {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if os.Geteuid() != 0 {
		return nil
	}
	for _, name := range serverUsers {
		if u, err := user.Lookup(name); err == nil {
			cmd.SysProcAttr.Credential, err = credential(u)
			return err
		}
	}
	return errors.New("postgresql refuses to run as root, and there is no user postgres or nobody: run the tests as another user")
}

func credential(u *user.User) (*syscall.Credential, error) {
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, err
}

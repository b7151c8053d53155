//go:build !unix

package pgtest

import (
	"errors"
	"os/exec"
)

func detach(*exec.Cmd) error {
	return errors.New("throw-away clusters need a Unix system: set DREY_TEST_POSTGRES=postgresql://user:password@host:5432/database")
}

//go:build unix

package kit

import (
	"errors"
	"syscall"
)

// look reads the first byte that waits, and leaves it there. It takes no turn with those who read: pgx may, in the background.
func (p *Probe) look(fd uintptr) {
	p.n, _, p.err = syscall.Recvfrom(int(fd), p.first[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
	if p.gone = doubted; p.err == nil && p.n > 0 {
		p.gone = stateOf(fd)
	}
}

// nothingYet reports whether a look failed because nothing waits.
func nothingYet(err error) bool {
	return errors.Is(err, syscall.EAGAIN) || errors.Is(err, syscall.EWOULDBLOCK) || errors.Is(err, syscall.EINTR)
}

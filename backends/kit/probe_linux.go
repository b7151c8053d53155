package kit

import (
	"encoding/binary"
	"syscall"
)

// established is the state of a TCP connection that neither side has ended.
// Source: Linux, include/net/tcp_states.h.
const established = 1

// stateOf reports whether the server has ended a TCP connection, whatever waits to be read before its end.
// Source: Linux, tcp(7), TCP_INFO, which begins with a byte for the state.
func stateOf(fd uintptr) state {
	info, err := syscall.GetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_INFO)
	if err != nil {
		return doubted // it is of another kind
	}
	var first [4]byte
	if binary.NativeEndian.PutUint32(first[:], uint32(info)); first[0] == established {
		return open
	}
	return ended
}

package sqlxbackend

import (
	"bufio"
	"bytes"
	"database/sql/driver"
	"encoding/binary"
	"io"
	"math"
)

// frames are the messages of a server on their way to lib/pq, which believes whatever they say: in a row that a pooler tore, because its own
// server went away, and finished with its error, lib/pq would take the error's text for lengths. A message that cannot be is the end of the
// stream here. What is read is looked at where it lies, and handed on as it came.
type frames struct {
	stream io.Reader
	failed error // of the stream; it stays
	idle   bool  // the server has said that it is ready, and nothing behind it that answers

	kind   byte   // of the message under way
	parts  string // of that message
	head   int    // how many bytes of its kind and length are read
	left   int    // how many bytes of the rest are to come
	next   int    // index of the part behind the present one
	part   byte   // the present one
	need   int    // how many bytes of it are to come
	value  uint32 // what was read of a number
	again  int    // index of the part with which a field begins
	fields int    // how many are to come, the present one with them
}

// What messages are made of, a letter a part.
const (
	partCount  = 'n' // two bytes: the number of fields, each of which is made of what follows
	partSize   = 's' // four bytes, and a value that is as long as they say
	partText   = 't' // up to a zero byte
	partLetter = 'c' // before a field that follows, or a zero byte for the end
	partNumber = '4' // four bytes
	partByte   = '1'
	partColumn = 'd' // the description of a column behind its name
	partRest   = '*'
)

const (
	headLength   = 5
	columnLength = 18
)

// message is what messages of a kind are made of. Few may be long.
type message struct {
	known bool
	parts string
	long  bool
}

// messages are those of a server by their kind.
// Source: PostgreSQL, "Message Formats"; libpq, VALID_LONG_MESSAGE_TYPE and the 30,000 bytes beside it.
var messages = [256]message{
	'D': {true, "ns", true}, 'T': {true, "ntd", true}, 't': {true, "n4", false}, 'C': {true, "t", false}, 'Z': {true, "1", false},
	'E': {true, "ct", true}, 'N': {true, "ct", true}, 'A': {true, "4tt", true}, 'S': {true, "tt", false},
	'1': {known: true}, '2': {known: true}, '3': {known: true}, 'n': {known: true}, 'I': {known: true}, 's': {known: true}, 'c': {known: true},
	'd': {true, "*", true}, 'V': {true, "*", true},
	'G': {true, "*", false}, 'H': {true, "*", false}, 'K': {true, "*", false}, 'R': {true, "*", false}, 'W': {true, "*", false}, 'v': {true, "*", false},
}

const (
	longestMessage = 1<<30 - 1 // PostgreSQL makes none that is longer
	longestShort   = 30_000
)

// follow puts frames between a connection of lib/pq and its socket; nil where lib/pq reads it in another way than in version 1.12.
func follow(conn driver.Conn) *frames {
	buffer, ok := hidden[*bufio.Reader](conn, "buf")
	stream, known := socketOf(conn)
	if !ok || !known || *buffer == nil {
		return nil
	}
	f := &frames{stream: stream, idle: true}
	if ahead, _ := (*buffer).Peek((*buffer).Buffered()); len(ahead) > 0 {
		f.stream = io.MultiReader(bytes.NewReader(bytes.Clone(ahead)), stream)
	}
	(*buffer).Reset(f)
	return f
}

// broken reports whether the server had more to say when the call ended, or said what cannot be: nobody finds the next message then.
func (f *frames) broken() bool { return f != nil && (f.failed != nil || !f.idle) }

// Read implements io.Reader.
func (f *frames) Read(p []byte) (int, error) {
	if f.failed != nil {
		return 0, f.failed
	}
	n, err := f.stream.Read(p)
	f.failed = err
	if good := f.check(p[:n]); good < n {
		n, f.failed = good, io.ErrUnexpectedEOF
	}
	return n, f.failed
}

// check goes through what was read, and returns how much of it may be.
func (f *frames) check(p []byte) int {
	for at := 0; at < len(p); {
		if f.head == 0 && p[at] == 'D' {
			if n := wholeRow(p[at:]); n > 0 {
				f.idle = false
				at += n
				continue
			}
		}
		n, fits := f.read(p[at:])
		if !fits {
			return at
		}
		at += n
	}
	return len(p)
}

// wholeRow returns the length of the row at the beginning of p, 0 where it is not all there or does not add up: then it is read part by part.
func wholeRow(p []byte) int {
	const fields = headLength + 2
	if len(p) < fields {
		return 0
	}
	length := int64(binary.BigEndian.Uint32(p[1:])) + 1
	if length < fields || length > int64(len(p)) {
		return 0
	}
	at := int64(fields)
	for range binary.BigEndian.Uint16(p[headLength:]) {
		if at+4 > length {
			return 0
		}
		size := int64(int32(binary.BigEndian.Uint32(p[at:])))
		if at += 4; size < -1 || at+size > length {
			return 0
		}
		at += max(size, 0)
	}
	if at != length {
		return 0
	}
	return int(length)
}

// read reads on in a message.
func (f *frames) read(p []byte) (n int, ok bool) {
	if f.head < headLength {
		return f.header(p)
	}
	return f.body(p)
}

// header reads the kind and the length of a message.
func (f *frames) header(p []byte) (n int, ok bool) {
	for i, b := range p {
		if f.head++; f.head == 1 {
			f.kind, f.value = b, 0
			continue
		}
		if f.value = f.value<<8 | uint32(b); f.head == headLength {
			return i + 1, f.begin()
		}
	}
	return len(p), true
}

// begin begins the parts of a message; false where there is no such message.
func (f *frames) begin() bool {
	m := &messages[f.kind]
	if !m.known || f.value < 4 || f.value > longestMessage || f.value > longestShort && !m.long {
		return false
	}
	if f.kind != 'N' && f.kind != 'A' && f.kind != 'S' { // which come at any time
		f.idle = false
	}
	f.parts, f.left, f.next, f.again, f.fields = m.parts, int(f.value)-4, 0, 0, 1
	if f.kind == 'E' || f.kind == 'N' {
		f.fields = math.MaxInt
	}
	return f.advance()
}

// advance goes on to the next part, or ends the message; false where that does not fit into what is left of it.
func (f *frames) advance() bool {
	if f.next == len(f.parts) && f.fields > 1 {
		f.fields, f.next = f.fields-1, f.again
	}
	if f.next == len(f.parts) {
		f.head, f.idle = 0, f.idle || f.kind == 'Z'
		return f.left == 0
	}
	f.part, f.value = f.parts[f.next], 0
	f.next++
	switch f.part {
	case partCount:
		f.need = 2
	case partSize, partNumber:
		f.need = 4
	case partColumn:
		f.need = columnLength
	case partRest:
		if f.need = f.left; f.need == 0 {
			return f.advance()
		}
	default:
		f.need = 1 // at least
	}
	return f.need <= f.left
}

// body reads of the present part.
func (f *frames) body(p []byte) (n int, ok bool) {
	switch f.part {
	case partText:
		n = min(len(p), f.left)
		if end := bytes.IndexByte(p[:n], 0); end >= 0 {
			f.left -= end + 1
			return end + 1, f.advance()
		}
		f.left -= n
		return n, f.left > 0
	case partLetter:
		if f.left--; p[0] == 0 {
			f.next, f.fields = len(f.parts), 0
		}
		return 1, f.advance()
	case partSize:
		if f.need == 4 && len(p) >= 4 {
			f.value, f.need, f.left = binary.BigEndian.Uint32(p), 0, f.left-4
			return 4, f.measured()
		}
	}
	n = min(len(p), f.need)
	if f.part == partSize || f.part == partCount {
		for _, b := range p[:n] {
			f.value = f.value<<8 | uint32(b)
		}
	}
	if f.need, f.left = f.need-n, f.left-n; f.need > 0 {
		return n, true
	}
	return n, f.measured()
}

// measured is behind the last byte of a part: a number of fields, or a size, says what comes.
func (f *frames) measured() bool {
	switch size := int32(f.value); {
	case f.part == partCount:
		if f.fields, f.again = int(f.value), f.next; f.fields == 0 {
			f.next = len(f.parts)
		}
	case f.part == partSize && size < -1, f.part == partSize && int(size) > f.left:
		return false
	case f.part == partSize && size > 0:
		f.part, f.need = partRest, int(size)
		return true
	}
	return f.advance()
}

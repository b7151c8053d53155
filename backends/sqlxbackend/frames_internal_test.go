package sqlxbackend

import (
	"bytes"
	"encoding/binary"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

// messageOf is a message of a server.
func messageOf(kind byte, parts ...string) []byte {
	inner := strings.Join(parts, "")
	return append(binary.BigEndian.AppendUint32([]byte{kind}, uint32(4+len(inner))), inner...)
}

// answerOfAServer is one of each message that answers a query.
func answerOfAServer() [][]byte {
	column := "id\x00" + strings.Repeat("\x01", columnLength)
	return [][]byte{
		messageOf('1'), messageOf('t', "\x00\x02", "\x00\x00\x00\x17", "\x00\x00\x00\x19"), messageOf('2'), messageOf('T', "\x00\x02", column, column), messageOf('T', "\x00\x00"),
		messageOf('D', "\x00\x02", "\x00\x00\x00\x02", "42", "\xff\xff\xff\xff"), messageOf('D', "\x00\x01", "\x00\x00\x00\x00"), messageOf('D', "\x00\x00"),
		messageOf('D', "\x00\x01", "\x00\x00\xff\xff", strings.Repeat("x", 0xffff)), messageOf('N', "SNOTICE\x00", "Mwords\x00", "\x00"), messageOf('S', "TimeZone\x00", "UTC\x00"),
		messageOf('A', "\x00\x00\x00\x07", "channel\x00", "payload\x00"), messageOf('C', "SELECT 2\x00"), messageOf('E', "SERROR\x00", "C42601\x00", "\x00"), messageOf('n'), messageOf('I'), messageOf('Z', "I"),
	}
}

func TestFramesPassWhatAServerSays(t *testing.T) {
	t.Parallel()
	all := bytes.Join(answerOfAServer(), nil)
	for name, reader := range map[string]func(io.Reader) io.Reader{
		"at once": func(r io.Reader) io.Reader { return r }, "byte by byte": iotest.OneByteReader, "in halves": iotest.HalfReader,
	} {
		f := &frames{stream: reader(bytes.NewReader(all)), idle: true}
		got, err := io.ReadAll(f)
		require.NoError(t, err, name)
		require.Equal(t, all, got, name)
		require.True(t, f.idle, name)
	}
}

// TestFramesEndWhereAMessageCannotBe: what is handed on before is what came, and nothing comes behind.
func TestFramesEndWhereAMessageCannotBe(t *testing.T) {
	t.Parallel()
	for name, bad := range map[string][]byte{
		"a kind that is none":         messageOf('?'),
		"a length that is none":       {'C', 0, 0, 0, 3},
		"a gigabyte":                  {'D', 'S', 'F', 'A', 'T'},
		"a long message of the short": {'Z', 0, 1, 0, 0},
		"a value beyond its row":      messageOf('D', "\x00\x01", "\x00\x00\x00\x03", "ab"),
		"a value of a length below 0": messageOf('D', "\x00\x01", "\x80\x00\x00\x00"),
		"fewer fields than there are": messageOf('D', "\x00\x01", "\x00\x00\x00\x01", "ab"),
		"a row without their number":  messageOf('D', "\x00"),
		"text without an end":         messageOf('C', "SELECT"),
		"an error without an end":     messageOf('E', "SERROR\x00"),
		"more behind an end":          messageOf('Z', "II"),
		"nothing ready":               messageOf('Z'),
	} {
		for _, reader := range []func(io.Reader) io.Reader{func(r io.Reader) io.Reader { return r }, iotest.OneByteReader} {
			sent := slices.Concat(messageOf('2'), bad, messageOf('Z', "I"))
			f := &frames{stream: reader(bytes.NewReader(sent)), idle: true}
			got, err := io.ReadAll(f)
			require.ErrorIs(t, err, io.ErrUnexpectedEOF, name)
			require.Less(t, len(got), len(messageOf('2'))+max(len(bad), headLength), name)
			require.Equal(t, sent[:len(got)], got, name)
			require.True(t, f.broken(), name)
			_, again := f.Read(make([]byte, 1))
			require.ErrorIs(t, again, io.ErrUnexpectedEOF, name)
		}
	}
}

// TestFramesDoNotCareHowBytesArrive: wherever noise is, the same of it may be.
func TestFramesDoNotCareHowBytesArrive(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	messages := answerOfAServer()
	for range 2_000 {
		sent := bytes.Join(messages[random.IntN(8):], nil)
		sent = sent[:min(len(sent), 400)]
		for range 1 + random.IntN(4) {
			sent[random.IntN(len(sent))] = byte(random.IntN(256))
		}
		whole, single := &frames{stream: bytes.NewReader(sent)}, &frames{stream: iotest.OneByteReader(bytes.NewReader(sent))}
		_, err := io.ReadAll(whole)
		_, other := io.ReadAll(single)
		require.Equal(t, err, other)
		require.Equal(t, whole.kind, single.kind)
	}
}

func BenchmarkFrames(b *testing.B) {
	row := messageOf('D', "\x00\x04", "\x00\x00\x00\x01", "7", "\x00\x00\x00\x05", "seven", "\xff\xff\xff\xff", "\x00\x00\x00\x01", "t")
	rows := bytes.Repeat(row, 4096/len(row))
	f := &frames{}
	b.ReportAllocs()
	for b.Loop() {
		if f.check(rows) < len(rows) {
			b.Fatal("rows were refused")
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(4096/len(row)), "ns/row")
}

package sqlxbackend

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"github.com/drey-db/drey/backends/kit"
)

// portable returns src as *any gets it on every backend: nil, bool, int64, float64, string, []byte or time.Time.
func (c *column) portable(src any) any {
	switch v := src.(type) {
	case nil, bool:
		return v
	case string:
		return c.portableText(v)
	case []byte:
		if c.dynamic() || isBinary(c.typeName()) {
			return append([]byte{}, v...)
		}
		return c.portableText(string(bytes.Clone(v)))
	case time.Time:
		if clock, ok := clockOf(v, c.typeName()); ok {
			return clock
		}
		return c.instant(v)
	case float64:
		if c.typeName() == float4 {
			return kit.Shortest(v)
		}
		if t, ok := c.numbered(v); ok {
			return c.instant(t)
		}
	case int64:
		if name := c.typeName(); c.dynamic() && strings.HasPrefix(name, "BOOL") && (v == 0 || v == 1) {
			return v == 1
		}
		if t, ok := c.numbered(v); ok {
			return c.instant(t)
		}
	}
	return src
}

// portableText reads what a driver left as text and others do not.
func (c *column) portableText(text string) any {
	switch name := c.typeName(); {
	case isOID(name):
		if i, err := strconv.ParseInt(text, 10, 64); err == nil {
			return i
		}
	case c.keepsTimes():
		if t, err := kit.ParseTime(text); err == nil {
			return c.instant(t)
		}
	}
	return text
}

// isOID reports whether a type is one of PostgreSQL's unsigned numbers, which lib/pq leaves as text.
func isOID(typeName string) bool {
	return typeName == "OID" || typeName == "XID" || typeName == "CID"
}

func isBinary(typeName string) bool {
	return typeName == "BYTEA" || strings.HasSuffix(typeName, "BLOB") || strings.HasSuffix(typeName, "BINARY")
}

// float4 is PostgreSQL's name of real, which some drivers widen bit by bit.
const float4 = "FLOAT4"

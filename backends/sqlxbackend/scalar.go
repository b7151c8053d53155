package sqlxbackend

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/drey-db/drey/backends"

	"github.com/drey-db/drey/backends/kit"
)

var (
	errKind  = errors.New("the kinds differ")
	errRange = errors.New("out of range")
)

func isMisfit(err error) bool {
	var e *backends.Error
	return errors.As(err, &e)
}

// readScalar reads text, numbers and booleans by the kind of dest.
func (c *column) readScalar(dest reflect.Value, src any) error {
	err := errKind
	switch {
	case dest.Kind() == reflect.String:
		var text string
		if text, err = c.databaseText(src); err == nil {
			dest.SetString(text)
		}
	case dest.Kind() == reflect.Bool:
		var b bool
		if b, err = c.truth(src); err == nil {
			dest.SetBool(b)
		}
	case dest.CanInt():
		err = setInteger(dest, src)
	case dest.CanUint():
		err = setUnsigned(dest, src)
	case dest.CanFloat():
		err = c.setFloat(dest, src)
	}
	if errors.Is(err, errRange) {
		return c.misfit(fmt.Sprintf("%s does not fit %s: it is too large, negative or has a fraction", describe(src), dest.Type()), nil)
	}
	return c.unread(dest, src, err)
}

// databaseText returns src as the database would write it.
func (c *column) databaseText(src any) (string, error) {
	switch v := src.(type) {
	case float64:
		if c.typeName() == float4 {
			src = kit.Shortest(v)
		}
	case time.Time:
		if clock, ok := clockOf(v, c.typeName()); ok {
			return clock, nil
		}
	}
	if text, ok := kit.PortableText(src); ok {
		return text, nil
	}
	return "", errKind
}

// truth returns src as a boolean. Where the database has booleans, a number is none.
func (c *column) truth(src any) (bool, error) {
	if !c.rows.dialect.booleans {
		return boolOf(src)
	}
	_, isText := textOf(src)
	if _, isNumber := src.(int64); isNumber || isText && (isOID(c.typeName()) || c.typeName() == "XID8") {
		return false, errKind
	}
	return boolOf(src)
}

func boolOf(src any) (bool, error) {
	switch v := src.(type) {
	case bool:
		return v, nil
	case int64:
		if v == 0 || v == 1 {
			return v == 1, nil
		}
		return false, errRange
	}
	if text, ok := textOf(src); ok {
		return strconv.ParseBool(text)
	}
	return false, errKind
}

func integerOf(src any) (int64, error) {
	switch v := src.(type) {
	case int64:
		return v, nil
	case float64:
		if v != math.Trunc(v) || v < math.MinInt64 || v >= math.MaxInt64 {
			return 0, errRange
		}
		return int64(v), nil
	}
	text, ok := textOf(src)
	if !ok {
		return 0, errKind
	}
	i, err := strconv.ParseInt(wholeOf(text), 10, 64)
	if errors.Is(err, strconv.ErrRange) {
		return 0, errRange
	}
	return i, err
}

// wholeOf returns a decimal number without a fraction of zeros, as numeric(10,2) writes whole numbers.
func wholeOf(text string) string {
	if whole, fraction, ok := strings.Cut(text, "."); ok && strings.Trim(fraction, "0") == "" {
		return whole
	}
	return text
}

func setInteger(dest reflect.Value, src any) error {
	i, err := integerOf(src)
	if err == nil && dest.OverflowInt(i) {
		err = errRange
	} else if err == nil {
		dest.SetInt(i)
	}
	return err
}

func setUnsigned(dest reflect.Value, src any) error {
	text, ok := textOf(src)
	if !ok {
		i, err := integerOf(src)
		if err != nil {
			return err
		}
		text = strconv.FormatInt(i, 10)
	}
	u, err := strconv.ParseUint(wholeOf(text), 10, 64)
	if errors.Is(err, strconv.ErrRange) || strings.HasPrefix(text, "-") || err == nil && dest.OverflowUint(u) {
		return errRange
	}
	if err == nil {
		dest.SetUint(u)
	}
	return err
}

func (c *column) setFloat(dest reflect.Value, src any) error {
	f, err := floatOf(src)
	if err == nil && c.typeName() == float4 {
		f = kit.Shortest(f)
	}
	switch {
	case err != nil:
		return err
	case math.IsInf(f, 0) && c.keepsInfinity(src):
		return errKind
	case dest.Kind() == reflect.Float32 && math.IsInf(float64(float32(f)), 0) && !math.IsInf(f, 0):
		return errRange
	}
	dest.SetFloat(f)
	if whole, isWhole := src.(int64); isWhole {
		return kit.CheckWhole(c.name(), dest, whole)
	}
	return nil
}

// keepsInfinity reports whether src is the text of a day or an instant beyond all others, which reads like a number.
func (c *column) keepsInfinity(src any) bool {
	_, isText := textOf(src)
	return isText && c.mayBeInfinite()
}

// mayBeInfinite reports whether the column is one of days or instants that may be infinity.
func (c *column) mayBeInfinite() bool {
	name := c.typeName()
	return !c.dynamic() && (name == "DATE" || strings.HasPrefix(name, "TIMESTAMP"))
}

func floatOf(src any) (float64, error) {
	switch v := src.(type) {
	case float64:
		return v, nil
	case int64:
		return float64(v), nil
	}
	if text, ok := textOf(src); ok {
		return strconv.ParseFloat(text, 64)
	}
	return 0, errKind
}

// readBytes reads into []byte and its like.
func (c *column) readBytes(dest reflect.Value, src any) error {
	b, ok := src.([]byte)
	if !ok {
		text, err := c.databaseText(src)
		if err != nil {
			return c.unread(dest, src, err)
		}
		b = []byte(text)
	}
	dest.SetBytes(append([]byte{}, b...))
	return nil
}

// readByteArray reads a UUID's text, or as many bytes as dest has.
func (c *column) readByteArray(dest reflect.Value, src any) error {
	b, ok := src.([]byte)
	if ok = ok && (c.dynamic() || isBinary(c.typeName())); !ok && !isUUID(dest.Type()) {
		return c.unread(dest, src, errKind)
	}
	if text, isText := textOf(src); isText && (!ok || len(b) != dest.Len()) {
		decoded, err := hex.DecodeString(strings.ReplaceAll(strings.Trim(text, "{}"), "-", ""))
		if err != nil {
			return c.unread(dest, src, errKind)
		}
		b, ok = decoded, true
	}
	if !ok || len(b) != dest.Len() {
		return c.unread(dest, src, errKind)
	}
	copy(dest.Bytes(), b) // its bytes may be of a named type
	return nil
}

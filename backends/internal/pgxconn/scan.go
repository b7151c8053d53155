package pgxconn

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// scan reads one column's wire bytes into dest as every backend does: through pgtype, with times in UTC, the portable types
// for *any, and no value in its errors.
func scan(m *pgtype.Map, f *pgconn.FieldDescription, raw []byte, dest any) error {
	if field, text, ok := scaledZero(f, raw); ok {
		f, raw = field, text
	}
	switch d := dest.(type) {
	case nil:
		return nil
	case *any:
		v, err := portable(m, f, raw)
		*d = v
		return unreadable(m, f, raw, dest, err)
	}
	if inner, set := nullOf(dest); set != nil {
		if err := scan(m, f, raw, inner); err != nil {
			return err
		}
		set()
		return nil
	}
	if done, err := scanPointer(m, f, raw, dest); done {
		return err
	}
	if err := withoutPlace(m, f, raw, dest); err != nil {
		return err
	}
	if (isText(m, f) || isDocument(f)) && readsText(dest) {
		return unreadable(m, f, raw, dest, scanText(raw, dest))
	}
	if raw != nil && isText(m, f) && readsDocument(dest) {
		reflect.ValueOf(dest).Elem().SetZero() // JSON leaves alone what it does not name
		return unreadable(m, f, raw, dest, json.Unmarshal(raw, dest))
	}
	if isClock(f) && readsText(dest) {
		text, err := clockText(m, f, raw)
		if err == nil {
			err = scanText(text, dest)
		}
		return unreadable(m, f, raw, dest, err)
	}
	for _, read := range [...]func(*pgtype.Map, *pgconn.FieldDescription, []byte, any) (bool, error){scanOwn, scanList, asText, namedBytes, momentFromText} {
		if done, err := read(m, f, raw, dest); done {
			return unreadable(m, f, raw, dest, err)
		}
	}
	if raw != nil && isList(dest) && dimensionsOf(m, f, raw) > 1 {
		return unreadable(m, f, raw, dest, errDimensions) // pgtype would make one list of all
	}
	err := scanNative(m, f, raw, dest)
	if err != nil && isList(dest) && raw != nil { // texts that say numbers, which pgtype does not read
		if done, listing := scanElements(m, f, raw, reached(reflect.ValueOf(dest).Elem())); done && (listing == nil || errors.Is(listing, errNothing)) {
			return listing
		}
	}
	if err == nil {
		err = checkFloat(m, f, raw, dest)
	}
	if err != nil {
		return unreadable(m, f, raw, dest, viaText(m, f, raw, dest, err))
	}
	toUTC(m, f, dest)
	return nil
}

// withoutPlace is the refusal of a NULL, of the column or inside its JSON, that dest has no place for; nil elsewhere.
func withoutPlace(m *pgtype.Map, f *pgconn.FieldDescription, raw []byte, dest any) error {
	if raw == nil && !holdsNothing(reflect.TypeOf(dest).Elem()) {
		return unreadable(m, f, raw, dest, errNothing)
	}
	if inner := nullElement(f, raw, dest); inner != nil {
		return unreadable(m, f, nil, reflect.New(inner).Interface(), errNothing)
	}
	return nil
}

var errOutOfRange = errors.New("the number is beyond a float32")

// checkFloat refuses a float that is not the number which pgtype has read: infinity for one beyond a float32, the nearest for a whole one with
// more digits than a float has.
func checkFloat(m *pgtype.Map, f *pgconn.FieldDescription, raw []byte, dest any) error {
	v := reflect.ValueOf(dest)
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	if !v.CanFloat() {
		return nil
	}
	var whole int64
	if isInteger(f.DataTypeOID) && m.Scan(f.DataTypeOID, f.Format, raw, &whole) == nil {
		return kit.CheckWhole(f.Name, v, whole)
	}
	var wide float64
	if v.Kind() == reflect.Float32 && math.IsInf(v.Float(), 0) && m.Scan(f.DataTypeOID, f.Format, raw, &wide) == nil && !math.IsInf(wide, 0) {
		return errOutOfRange
	}
	return nil
}

func isInteger(oid uint32) bool {
	switch oid {
	case pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID:
		return true
	}
	return false
}

// scanNative lets pgtype read. Arrays of types that pgtype does not know (a user's enum) arrive as text.
func scanNative(m *pgtype.Map, f *pgconn.FieldDescription, raw []byte, dest any) error {
	if oid, text, ok := fromText(m, f, raw, dest); ok {
		return m.Scan(oid, pgtype.TextFormatCode, text, dest)
	}
	if text, ok := listText(m, f, raw, kit.Pointed(reflect.TypeOf(dest))); ok {
		return m.Scan(pgtype.TextArrayOID, pgtype.TextFormatCode, text, dest)
	}
	oid := f.DataTypeOID
	if _, known := m.TypeForOID(oid); !known && f.Format == pgtype.TextFormatCode && isList(dest) {
		oid = listOf(dest)
	}
	if err := beside(f, raw, dest); err != nil {
		return err
	}
	if oid == pgtype.XMLOID && f.Format == pgtype.TextFormatCode {
		oid = pgtype.TextOID
	}
	err := errKind
	if oid != pgtype.QCharOID || !holdsNumber(dest) { // of which pgtype makes the number of a letter
		err = m.Scan(oid, f.Format, raw, dest)
	}
	if err == nil || raw == nil {
		return err
	}
	if oid, text, ok := asDigits(m, f, raw, dest); ok {
		return m.Scan(oid, pgtype.TextFormatCode, text, dest)
	}
	return err
}

func isList(dest any) bool {
	t := kit.Pointed(reflect.TypeOf(dest))
	return t.Kind() == reflect.Slice && t.Elem().Kind() != reflect.Uint8
}

// nullOf returns where to read the inside of a sql.Null[T] or its like, a pointer to its type, and how to put it back.
func nullOf(dest any) (inner any, set func()) {
	t := reflect.TypeOf(dest)
	if t.Kind() != reflect.Pointer || !kit.IsNull(t.Elem()) {
		return nil, nil
	}
	null := reflect.ValueOf(dest).Elem()
	value := reflect.New(reflect.PointerTo(null.Field(0).Type()))
	return value.Interface(), func() {
		valid := !value.Elem().IsNil()
		null.SetZero()
		if null.Field(1).SetBool(valid); valid {
			null.Field(0).Set(value.Elem().Elem())
		}
	}
}

// portable returns a column's value as *any gets it on every backend.
func portable(m *pgtype.Map, f *pgconn.FieldDescription, raw []byte) (any, error) {
	if raw == nil {
		return nil, nil
	}
	t, known := m.TypeForOID(f.DataTypeOID)
	switch {
	case !known:
		return string(raw), nil
	case f.DataTypeOID == pgtype.XID8OID: // not every one is an int64
		return wideText(m, f, raw)
	}
	if f.Format == pgtype.BinaryFormatCode {
		switch t.Codec.(type) {
		case *pgtype.ArrayCodec, *pgtype.RangeCodec, *pgtype.MultirangeCodec, *pgtype.CompositeCodec, pgtype.RecordCodec,
			pgtype.InetCodec, pgtype.IntervalCodec, pgtype.TimeCodec, pgtype.TSVectorCodec,
			pgtype.PointCodec, pgtype.LineCodec, pgtype.LsegCodec, pgtype.BoxCodec, pgtype.PathCodec, pgtype.PolygonCodec, pgtype.CircleCodec:
			return written(m, f.DataTypeOID, raw)
		}
	}
	v, err := t.Codec.DecodeDatabaseSQLValue(m, f.DataTypeOID, f.Format, raw)
	if err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case time.Time:
		return v.UTC(), nil
	case []byte:
		if f.DataTypeOID != pgtype.ByteaOID {
			return string(v), nil
		}
	case float64:
		if f.DataTypeOID == pgtype.Float4OID {
			return kit.Shortest(v), nil
		}
	}
	return v, nil
}

// momentFromText reads a text that says a time. done is false when that is not what is asked for.
func momentFromText(m *pgtype.Map, f *pgconn.FieldDescription, raw []byte, dest any) (done bool, err error) {
	if raw == nil || !isText(m, f) || kit.Pointed(reflect.TypeOf(dest)) != reflect.TypeFor[time.Time]() {
		return false, nil
	}
	t, err := kit.ParseTime(string(raw))
	if err == nil {
		reached(reflect.ValueOf(dest).Elem()).Set(reflect.ValueOf(t))
	} else if kit.IsInfinite(string(raw)) {
		err = kit.Infinite(f.Name, err)
	}
	return true, err
}

// wideText returns the text of an unsigned number of 64 bits.
func wideText(m *pgtype.Map, f *pgconn.FieldDescription, raw []byte) (any, error) {
	var n uint64
	err := m.Scan(f.DataTypeOID, f.Format, raw, &n)
	return strconv.FormatUint(n, 10), err
}

// toUTC puts what was read into dest, if it is a time, into UTC: pgtype answers in the program's own zone. A real is read
// as its text says.
func toUTC(m *pgtype.Map, f *pgconn.FieldDescription, dest any) {
	switch d := dest.(type) {
	case *float64:
		if f.DataTypeOID == pgtype.Float4OID {
			*d = kit.Shortest(*d)
		}
	case **float64:
		if f.DataTypeOID == pgtype.Float4OID && *d != nil {
			**d = kit.Shortest(**d)
		}
	case *time.Time:
		*d = instant(f, *d)
	case **time.Time:
		if *d != nil {
			**d = instant(f, **d)
		}
	case *pgtype.Timestamptz:
		d.Time = d.Time.UTC()
	case **pgtype.Timestamptz:
		if *d != nil {
			(*d).Time = (*d).Time.UTC()
		}
	case *[]time.Time:
		for i := range *d {
			(*d)[i] = (*d)[i].UTC()
		}
	case *[]*time.Time:
		for _, t := range *d {
			if t != nil {
				*t = t.UTC()
			}
		}
	default:
		if hasInstants(m, f) {
			allToUTC(reflect.ValueOf(dest), deepest)
		}
	}
}

// instant returns t in UTC; a time of day is on the first day of the year 0, where pgtype takes the year 2000.
func instant(f *pgconn.FieldDescription, t time.Time) time.Time {
	if f.DataTypeOID == pgtype.TimeOID {
		return t.UTC().AddDate(-2000, 0, 0)
	}
	return t.UTC()
}

// isNumber reports whether PostgreSQL's type is one of numbers.
func isNumber(oid uint32) bool {
	switch oid {
	case pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID, pgtype.Float4OID, pgtype.Float8OID, pgtype.NumericOID:
		return true
	}
	return false
}

// holdsNumber reports whether a number of Go is at the end of the pointers of dest, which does not read itself.
func holdsNumber(dest any) bool {
	t := kit.Pointed(reflect.TypeOf(dest))
	return t.Kind() >= reflect.Int && t.Kind() <= reflect.Float64 && !readsItself(t)
}

// unreadable is err in words that repeat no value.
func unreadable(m *pgtype.Map, f *pgconn.FieldDescription, raw []byte, dest any, err error) error {
	var refusal *backends.Error
	if err == nil {
		return nil
	}
	if wrong := wrongDimensions(m, f, raw, dest); wrong != "" {
		return &backends.Error{Kind: backends.ErrDataException, Column: f.Name, Err: err, Message: wrong}
	}
	if errors.As(err, &refusal) {
		return err
	}
	target := strings.TrimPrefix(fmt.Sprintf("%T", dest), "*")
	e := &backends.Error{Kind: backends.ErrDataException, Column: f.Name, Err: err}
	if raw == nil {
		e.Message = fmt.Sprintf("cannot read NULL into %s: use *%s or sql.Null[%s]", target, target, target)
		return e
	}
	if isInfinite(f, raw, dest) {
		return kit.Infinite(f.Name, err)
	}
	source := "OID " + strconv.FormatUint(uint64(f.DataTypeOID), 10)
	if t, known := m.TypeForOID(f.DataTypeOID); known {
		source = t.Name
	}
	e.Message = fmt.Sprintf("cannot read a value of type %s into %s", source, target)
	if isNumber(f.DataTypeOID) && holdsNumber(dest) {
		e.Message = fmt.Sprintf("the number, a %s of PostgreSQL, does not fit %s: it is too large, negative or has a fraction", source, target)
	}
	return e
}

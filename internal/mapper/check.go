package mapper

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"
)

// checkOptions finds options that contradict the field's type or each other.
func (b *builder) checkOptions(c *Column) {
	if c.UUID7 && !isUUID(c.Type) {
		b.mistake(c.Field, "uuid7 makes values of 16 bytes: make it a uuid.UUID, not a %s", c.Type)
	}
	b.checkNullZero(c)
	b.checkBehind(c)
	if c.Version && (!c.IsInteger() || c.PrimaryKey || c.ReadOnly || c.OmitZero || c.Identity || c.Default != "" || c.OnUpdate != "") {
		b.mistake(c.Field, "a version is a plain integer that drey counts: make it an int64 with no option but version")
	} else if c.Version && c.Type.Size() < 4 {
		b.mistake(c.Field, "a version is counted up by every UPDATE, and a %s ends soon, where it would begin anew: make it an int32 or an int64", c.Type)
	}
	if c.ReadOnly && (c.PrimaryKey || c.UUID7 || c.OmitZero || c.Identity || c.OnUpdate != "") {
		b.mistake(c.Field, "a read-only column is never written: drop readonly, or what asks for a write")
	}
	if c.SoftDelete && (!isOptionalTime(c.Type) || c.PrimaryKey || c.ReadOnly || c.CreateOnly || c.NotNull || c.OnUpdate != "" || c.Default != "") {
		b.mistake(c.Field, "softdelete is when a row was deleted, NULL while it was not: make it a *time.Time or an sql.NullTime with no option but softdelete")
	}
	if c.CreateOnly && (c.PrimaryKey || c.ReadOnly || c.Version || c.OnUpdate != "") {
		b.mistake(c.Field, "createonly is for a column that an INSERT writes and nothing changes afterwards: drop it, or what writes the column by itself")
	}
	if c.Generated != "" && c.Default != "" {
		b.mistake(c.Field, "a generated column has no default: drop one of them")
	}
	if c.Type == reflect.TypeFor[time.Duration]() && strings.HasPrefix(strings.ToLower(c.SQLType), "interval") {
		b.mistake(c.Field, "a time.Duration is its nanoseconds, which an interval would take for seconds: make it a string, or the column a bigint")
	}
	if c.Identity && !c.IsInteger() {
		b.mistake(c.Field, "identity is for an integer that the database counts up: drop it, or make the field an int64")
	}
	if c.Identity && (c.Default != "" || c.OnUpdate != "") {
		b.mistake(c.Field, "the database counts an identity up, and writes no other value there: drop identity, or default and onupdate")
	}
	if c.NoIdentity && (c.Identity || !(c.IsInteger() && c.PrimaryKey)) {
		b.mistake(c.Field, "noidentity is for an integer key that the database does not count up: drop it, or identity")
	}
	if c.PrimaryKey && c.OnUpdate != "" {
		b.mistake(c.Field, "a key does not change with every update: drop onupdate")
	}
	if table, column, _ := strings.Cut(c.References, "."); c.References != "" && (table == "" || column == "") {
		b.mistake(c.Field, "fk names a table and a column: write fk=table.column")
	}
}

func (b *builder) mapping() *Mapping {
	m := &Mapping{Record: *b.record()}
	m.Table = b.tableName()
	b.checkHooks()
	for _, c := range b.columns {
		if c.PrimaryKey {
			m.Key = append(m.Key, c)
		}
		if c.SoftDelete && m.SoftDelete != nil {
			b.mistake(c.Field, "field %s is the softdelete column already: an entity has one, so drop it here or there", m.SoftDelete.Field)
		} else if c.SoftDelete {
			m.SoftDelete = c
			softDeletes.Store(true)
		}
		if c.Version && m.Version != nil {
			b.mistake(c.Field, "field %s is the version already: an entity has one, so drop it here or there", m.Version.Field)
		} else if c.Version {
			m.Version = c
		}
	}
	m.Unread = b.unread
	if m.Keyless = b.keyless; m.Keyless {
		b.checkKeyless()
	} else {
		b.defaultKey(m)
		m.counted = countedKey(m.Key)
		b.checkKey(m)
		b.checkUnread(m)
	}
	for _, c := range b.columns {
		b.checkOptions(c)
	}
	m.All, m.relations = SetOf(m.Columns), b.relations
	m.divide()
	return m
}

// defaultKey takes a field ID for the key when none is marked.
func (b *builder) defaultKey(m *Mapping) {
	for _, c := range b.columns {
		if len(m.Key) == 0 && c.Prefix == "" && !c.IsBehind() && (c.Field == "ID" || strings.HasSuffix(c.Field, ".ID")) {
			c.PrimaryKey = true
			m.Key = []*Column{c}
		}
	}
	if c := b.names["pk"]; len(m.Key) == 0 && c != nil {
		b.mistake(c.Field, `its column is called "pk": to make it the key, put a comma in front, as in db:",pk"`)
	} else if len(m.Key) == 0 && len(b.columns) > 0 {
		b.mistake("", `it has no primary key: mark its fields with db:"name,pk", call one ID, or say that it has none, as a view or a log, by a field %s`, keylessMark)
	}
}

func (b *builder) checkKey(m *Mapping) {
	for _, c := range m.Key {
		if !isKey(c.Type) && !c.saysDay() {
			b.mistake(c.Field, "a %s cannot be a key: make it an integer, a string, a time, a day, bytes or a uuid.UUID", c.Type)
		}
	}
}

var rawJSON = reflect.TypeFor[json.RawMessage]()

// isKey reports whether two values of t are the same key exactly when the database says so.
func isKey(t reflect.Type) bool {
	switch {
	case t == rawJSON:
		return false // one document may be written in many ways
	case t == timeType, t.Kind() == reflect.String, t.Kind() == reflect.Bool:
		return true
	case reflect.Int <= t.Kind() && t.Kind() <= reflect.Uint64:
		return true
	}
	return (t.Kind() == reflect.Array || t.Kind() == reflect.Slice) && t.Elem().Kind() == reflect.Uint8
}

func (b *builder) tableName() string {
	if b.typ.Kind() != reflect.Struct {
		return ""
	}
	name, said := b.called.table(b.typ)
	if !said {
		b.mistake("", "it has no table: add func (%s) TableName() string", b.typ.Name())
		return ""
	}
	if wrongTable(name) {
		b.mistake("", "its table's name is %q: name a table, or schema.table, without quotes", name)
		return ""
	}
	return name
}

package schema_test

import (
	"database/sql"
	"encoding/json"
	"net/netip"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

type (
	level  int16
	label  string
	amount float32
)

// everyType is a column of each Go type that has a column type of its own, as it is, with NULL, and in each way to say NULL.
type everyType struct {
	ID         int64
	Bool       bool              `db:"a_bool"`
	BoolP      *bool             `db:"a_bool_p"`
	Int        int               `db:"an_int"`
	IntP       *int              `db:"an_int_p"`
	Int8       int8              `db:"an_int8"`
	Int16      int16             `db:"an_int16"`
	Int16P     *int16            `db:"an_int16_p"`
	Int32      int32             `db:"an_int32"`
	Int32P     *int32            `db:"an_int32_p"`
	Int64      int64             `db:"an_int64"`
	Uint8      uint8             `db:"a_uint8"`
	Uint16     uint16            `db:"a_uint16"`
	Uint32     uint32            `db:"a_uint32"`
	Uint64     uint64            `db:"a_uint64"`
	Float32    float32           `db:"a_float32"`
	Float64    float64           `db:"a_float64"`
	Float64P   *float64          `db:"a_float64_p"`
	Text       string            `db:"a_text"`
	TextP      *string           `db:"a_text_p"`
	Bytes      []byte            `db:"some_bytes"`
	BytesP     *[]byte           `db:"some_bytes_p"`
	Time       time.Time         `db:"a_time"`
	TimeP      *time.Time        `db:"a_time_p"`
	Span       time.Duration     `db:"a_span"`
	UUID       uuid.UUID         `db:"a_uuid"`
	UUIDP      *uuid.UUID        `db:"a_uuid_p"`
	NullUUID   uuid.NullUUID     `db:"a_null_uuid"`
	JSON       json.RawMessage   `db:"a_json"`
	Map        map[string]any    `db:"a_map"`
	Texts      []string          `db:"some_texts"`
	Ints       []int64           `db:"some_ints"`
	Bools      []bool            `db:"some_bools"`
	Floats     []float64         `db:"some_floats"`
	UUIDs      []uuid.UUID       `db:"some_uuids"`
	Times      []time.Time       `db:"some_times"`
	Decimal    decimal.Decimal   `db:"a_decimal"`
	DecimalP   *decimal.Decimal  `db:"a_decimal_p"`
	Addr       netip.Addr        `db:"an_addr"`
	Prefix     netip.Prefix      `db:"a_prefix"`
	NullString sql.NullString    `db:"a_null_string"`
	NullInt    sql.NullInt64     `db:"a_null_int"`
	NullTime   sql.NullTime      `db:"a_null_time"`
	NullFloat  sql.Null[float64] `db:"a_null_float"`
	Level      level             `db:"a_level"`
	Label      *label            `db:"a_label"`
	Amount     amount            `db:"an_amount"`
}

// TableName names the table.
func (everyType) TableName() string { return "every_type" }

// everyName is a column of each type that a tag names.
type everyName struct {
	ID       int32            `db:"id,pk,identity"`
	Varchar  string           `db:"c01,type=varchar(20)"`
	Long     *string          `db:"c02,type=character varying(300),unique"`
	Char     string           `db:"c03,type=char(3),default='abc'"`
	Varying  string           `db:"c04,type=varchar"`
	Numeric  decimal.Decimal  `db:"c05,type=numeric(12,2),default=1.50"`
	Number   *decimal.Decimal `db:"c06,type=numeric(8)"`
	Decimal  string           `db:"c07,type=decimal(4,1)"`
	Small    int              `db:"c08,type=smallint,default=-3"`
	Int4     int              `db:"c09,type=int4,default=7"`
	Big      int              `db:"c10,type=int8"`
	Real     float64          `db:"c11,type=real,default=1.5"`
	Float8   float64          `db:"c12,type=float8,default=0"`
	Bool     bool             `db:"c13,type=bool,default=false"`
	Date     time.Time        `db:"c14,type=date,default=current_date"`
	Stamp    time.Time        `db:"c15,type=timestamp,default=now()"`
	Stamp3   time.Time        `db:"c16,type=timestamptz(3),default=now()"`
	Zoned    *time.Time       `db:"c17,type=timestamp with time zone"`
	Clock    string           `db:"c18,type=time"`
	Interval string           `db:"c19,type=interval,default='1 day'"`
	JSON     json.RawMessage  `db:"c20,type=json"`
	JSONB    json.RawMessage  `db:"c21,type=jsonb,default='{}'"`
	UUID     string           `db:"c22,type=uuid"`
	Bytes    []byte           `db:"c23,type=bytea"`
	Inet     string           `db:"c24,type=inet"`
	Cidr     string           `db:"c25,type=cidr"`
	Mac      string           `db:"c26,type=macaddr"`
	Texts    []string         `db:"c27,type=text[],default='{}'"`
	Varchars []string         `db:"c28,type=varchar(10)[]"`
	Ints     []int32          `db:"c29,type=int[]"`
	Search   string           `db:"c30,type=tsvector"`
	Point    string           `db:"c31,type=point"`
	Range    string           `db:"c32,type=int4range"`
	XML      string           `db:"c33,type=xml"`
	Bit      string           `db:"c34,type=bit(4)"`
	Money    string           `db:"c35,type=money"`
	Numbers  []string         `db:"c36,type=numeric(6,2)[]"`
}

// TableName names the table.
func (everyName) TableName() string { return "every_name" }

// everyOption is a column of each other option, where it can differ by how a database writes it.
type everyOption struct {
	Left     int32     `db:"left_id,pk"`
	Right    string    `db:"right_id,pk,type=varchar(10)"`
	Version  int       `db:"version,version"`
	Quoted   string    `db:"quoted,default='it''s, ''quoted'''"`
	Empty    string    `db:"empty,default=''"`
	Cast     string    `db:"cast_text,default=lower('ABC'),omitzero"`
	Sum      int       `db:"sum,default=(1 + 2)"`
	Zero     int       `db:"zero,default=0,omitzero"`
	Truth    bool      `db:"truth,default=TRUE"`
	Null     *string   `db:"null_default,default=NULL"`
	When     time.Time `db:"at,default=CURRENT_TIMESTAMP,onupdate=now()"`
	Day      time.Time `db:"day,type=date,default='2020-01-02'"`
	Checked  int       `db:"checked,check=checked > 0 AND checked < 10"`
	Listed   *string   `db:"listed,check=listed IN ('a', 'b')"`
	Between  float64   `db:"among,check=among BETWEEN 1 AND 5"`
	Long     string    `db:"long,check=length(long) < 7 OR long LIKE 'x%'"`
	Upper    string    `db:"upper_quoted,generated=upper(quoted)"`
	Twice    int       `db:"twice,generated=zero * 2"`
	First    string    `db:"first,unique=both,index=three"`
	Second   *string   `db:"second,unique=both,index=three"`
	Third    int       `db:"third,index=three,index"`
	ReadOnly *string   `db:"read_only,readonly"`
	Secret   string    `db:"secret,secret,comment='it''s, a secret'"`
	Order    string    `db:"order,index,unique"`
	Mixed    string    `db:"MixedCase,index"`
	Parent   *int64    `db:"parent,fk=every_type.id,ondelete=set null,onupdatefk=cascade,index"`
	Late     int64     `db:"late,fk=every_type.id,deferrable"`
}

// TableName names the table.
func (everyOption) TableName() string { return "every_option" }

// collated has a collation, whose names the dialects do not share.
type collatedPostgres struct {
	ID   int64
	Name string  `db:"name,collate=C,unique"`
	Nick *string `db:"nick,type=varchar(9),collate=C,default='x',index"`
}

// TableName names the table.
func (collatedPostgres) TableName() string { return "collated" }

type collatedSQLite struct {
	ID   int64
	Name string  `db:"name,collate=NOCASE,unique"`
	Nick *string `db:"nick,type=varchar(9),collate=RTRIM,default='x',index"`
}

// TableName names the table.
func (collatedSQLite) TableName() string { return "collated" }

// everything is the models of all columns, in a dialect.
func everything(t *testing.T, d builder.Dialect) *schema.MetaData {
	t.Helper()
	collated := any(builder.Model[collatedPostgres]())
	if d.Name == "sqlite" {
		collated = builder.Model[collatedSQLite]()
	}
	options := builder.Model[everyOption]()
	m, err := schema.Of(builder.Model[everyType](), builder.Model[everyName](), options, collated)
	require.NoError(t, err)
	objects := []schema.Object{
		schema.Index("options_partly", builder.Col(&options.First)).Where(builder.Col(&options.Third).Gt(3)).Unique(),
		schema.Index("options_lower", builder.Lower(builder.Col(&options.First)), builder.Col(&options.Third).Desc()),
		schema.Comment(options, "it's a table"),
		schema.Unique("options_unique", builder.Col(&options.Zero), builder.Col(&options.Sum)),
		schema.Check("options_check", options, builder.Col(&options.Zero).Ge(0)),
	}
	if d.Name == "postgres" {
		objects = append(objects, schema.Index("options_stored", builder.Col(&options.Third)).Include(builder.Col(&options.Zero)),
			schema.Index("options_hash", builder.Col(&options.Quoted)).Using("hash"))
	}
	return m.With(objects...)
}

func TestNothingDiffersFromWhatWasMade(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) { nothingDiffers(t, engine, everything(t, engine.Dialect())) })
}

// nothingDiffers makes the tables of m, then those that were found there, and compares after each.
func nothingDiffers(t *testing.T, engine *repo.Engine, m *schema.MetaData) {
	t.Helper()
	same := func(m *schema.MetaData) {
		t.Helper()
		d, err := m.Diff(t.Context(), engine)
		require.NoError(t, err)
		require.Empty(t, d.String())
		require.Empty(t, d.Unseen)
	}
	require.NoError(t, m.CreateAll(t.Context(), engine))
	same(m)
	found, err := schema.Reflect(t.Context(), engine)
	require.NoError(t, err)
	same(found)
	require.NoError(t, m.DropAll(t.Context(), engine))
	require.NoError(t, found.CreateAll(t.Context(), engine))
	same(m)
	require.NoError(t, found.DropAll(t.Context(), engine))
}

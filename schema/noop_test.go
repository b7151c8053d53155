package schema_test

import (
	"database/sql"
	"encoding/json"
	"net/netip"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/shopspring/decimal"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// address has no column type of its own: it is a document.
type address struct{ Street string }

// every has a column of each kind of Go type, as it is and with what a tag says of it.
type every struct {
	ID       int64
	Bool     bool
	BoolD    bool `db:"bool_d,default=false"`
	Int      int
	Int8     int8 `db:"int8,default=-1"`
	Int16    int16
	Int32    int32 `db:"int32,index,default=-7"`
	Int64    int64 `db:"int64,unique"`
	Uint8    uint8
	Uint16   uint16
	Uint32   uint32 `db:"uint32,default=7"`
	Float32  float32
	Float32D float32 `db:"float32_d,default=1.5"`
	Float64  float64
	Float64D float64 `db:"float64_d,default=1e10"`
	Text     string
	TextD    string `db:"text_d,default='it''s, PRIMARY KEY ( CONSTRAINT'"`
	TextO    string `db:"text_o,omitzero,default='x'"`
	TextE    string `db:"text_e,default=''"`
	TextC    string `db:"text_c,collate=C,comment='it''s ; \"so\"'"`
	Varchar  string `db:"varchar,type=varchar(20),default='a'"`
	Char     string `db:"char,type=char(3),default='abc'"`
	Bytes    []byte
	BytesD   []byte `db:"bytes_d,default='x'"`
	Time     time.Time
	TimeD    time.Time `db:"time_d,default=now()"`
	TimeC    time.Time `db:"time_c,default=current_timestamp"`
	TimeL    time.Time `db:"time_l,default='2020-01-02 03:04:05'"`
	Plain    time.Time `db:"plain,type=timestamp"`
	Milli    time.Time `db:"milli,type=timestamptz(3)"`
	Date     time.Time `db:"date,type=date,default='2020-01-02'"`
	DateC    time.Time `db:"date_c,type=date,default=current_date"`
	Clock    string    `db:"clock,type=time,default='10:00'"`
	Lasts    string    `db:"lasts,type=interval,default='1 day'"`
	Duration time.Duration
	UUID     uuid.UUID
	UUIDD    uuid.UUID `db:"uuid_d,default='f47ac10b-58cc-4372-a567-0e02b2c3d479'"`
	Decimal  decimal.Decimal
	DecimalD decimal.Decimal `db:"decimal_d,type=numeric(10,2),default=1.50"`
	DecimalP decimal.Decimal `db:"decimal_p,type=numeric(10),default=0"`
	JSON     json.RawMessage
	JSONB    map[string]any `db:"jsonb,default='{}'"`
	JSONT    map[string]any `db:"jsont,type=json,default='{\"a\": 1}'"`
	Doc      address        `db:"doc,type=jsonb"`
	Strings  []string
	StringsD []string `db:"strings_d,default='{}'"`
	Ints     []int32
	Floats   []float64
	Times    []time.Time
	UUIDs    []uuid.UUID
	Addr     netip.Addr
	Prefix   netip.Prefix
	Inet     string `db:"inet,type=inet"`
	Money    string `db:"money,type=money"`
	Bits     string `db:"bits,type=bit(3)"`
	Search   string `db:"search,type=tsvector"`
	Span     string `db:"span,type=int4range"`
	Gen      int64  `db:"gen,generated=int64 * 2"`
	GenT     string `db:"gen_t,generated=upper(text_d)"`
	Check    int64  `db:"check_c,check=check_c > 0 AND check_c <> 5"`
	CheckT   string `db:"check_t,check=length(check_t) < 5 OR check_t IN ('long ones', 'other')"`
	RO       string `db:"ro,readonly,default='z'"`
	Rev      int64  `db:"rev,version"`
	A        string `db:"a,unique=ab,index=ba"`
	B        int32  `db:"b,unique=ab,index=ba"`
}

// maybe has the same where a column may be NULL.
type maybe struct {
	ID       int64 `db:"id,identity"`
	Bool     *bool `db:"bool,default=true"`
	Int      *int  `db:"int,default=0"`
	Int16    *int16
	Int32    *int32 `db:"int32,index"`
	Int64    *int64 `db:"int64,unique"`
	Float64  *float64
	Text     *string `db:"text,default=NULL"`
	TextD    *string `db:"text_d,default='a'"`
	TextC    *string `db:"text_c,collate=C"`
	Bytes    *[]byte
	Time     *time.Time `db:"time,default=now()"`
	Date     *time.Time `db:"date,type=date"`
	UUID     *uuid.UUID
	Decimal  *decimal.Decimal
	NullStr  sql.NullString
	NullI    sql.NullInt64
	NullT    sql.NullTime
	NullB    sql.NullBool
	NullF    sql.NullFloat64
	NullI16  sql.Null[int16]
	NullU    uuid.NullUUID
	NullD    decimal.NullDecimal
	JSON     *json.RawMessage
	Map      map[string]int
	Addr     *netip.Addr
	PGDate   pgtype.Date
	PGNum    pgtype.Numeric
	PGText   pgtype.Text
	PGInt    pgtype.Int4
	Gen      *int64  `db:"gen,generated=int64 * 2"`
	Check    *int64  `db:"check_c,check=check_c > 0"`
	OtherID  *int64  `db:"other_id"`
	Other    *every  `rel:"belongs-to,ondelete=set null,onupdatefk=cascade"`
	ParentID *int64  `db:"parent_id,fk=maybe.id,ondelete=cascade,deferrable"`
	Code     *string `db:"code,type=varchar(3),unique=codes,index"`
	Kind     *int16  `db:"kind,unique=codes"`
}

func (every) TableName() string { return "every" }
func (maybe) TableName() string { return "maybe" }

var (
	everyOne = builder.Model[every]()
	maybes   = builder.Model[maybe]()
)

func TestEveryColumnIsNoDifferenceOnceMade(t *testing.T) {
	m := schema.MustOf(everyOne, maybes)
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) { nothingDiffers(t, engine, m) })
}

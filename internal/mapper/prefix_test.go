package mapper

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

type street struct{ Name, Town string }

type block struct {
	Street street `db:",prefix=street_"`
	Number int
}

type prefixed struct {
	ID    int
	Block block `db:",prefix=a_"`
	Other block `db:",prefix=b_"`
}

func (prefixed) TableName() string { return "prefixed" }

func TestPrefix(t *testing.T) {
	m, err := Of(reflect.TypeFor[prefixed]())
	require.NoError(t, err)
	var names, fields []string
	for _, c := range m.Columns {
		names, fields = append(names, c.Name), append(fields, c.Field)
	}
	require.Equal(t, []string{"id", "a_street_name", "a_street_town", "a_number", "b_street_name", "b_street_town", "b_number"}, names)
	require.Equal(t, "Block.Street.Name", fields[1])
	p := &prefixed{Other: block{Number: 7}}
	require.Equal(t, 7, reflect.ValueOf(p).Elem().FieldByIndex(m.Column("b_number").Path).Interface())
}

type dated struct {
	At time.Time `db:",default=now()"`
}

type chain struct {
	N    int
	Next *chain `db:",prefix=next_"`
}

type wrongPrefixes struct {
	ID      int
	Behind  *dated    `db:",prefix=a_"`
	Itself  *chain    `db:",prefix=l_"`
	Value   time.Time `db:",prefix=b_"`
	Number  int       `db:",prefix=c_"`
	Entity  hero      `db:",prefix=d_"`
	Named   street    `db:"named,prefix=e_"`
	Indexed street    `db:",prefix=f_,index"`
	hidden  street    `db:",prefix=g_"`
	WithKey struct {
		Key int `db:"key,pk"`
	} `db:",prefix=h_"`
	Related struct {
		Heroes []*hero `rel:"has-many"`
	} `db:",prefix=i_"`
	Fixed int `db:"fixed,createonly,onupdate=1"`
}

func (wrongPrefixes) TableName() string { return "wrong" }

func TestPrefixReportsMistakes(t *testing.T) {
	_, err := Of(reflect.TypeFor[wrongPrefixes]())
	for _, want := range []string{
		"field Behind.At: it stands behind a pointer", "field Itself.Next: a mapper.chain holds itself", "field Value: prefix is for a struct",
		"field Number: prefix is for a struct", "field Entity: a mapper.hero has a table of its own", "field Named: a struct's columns say",
		"field Indexed: a struct's columns say", "field hidden: it has a db tag but is not exported", "field WithKey.Key: a key stands in the entity itself",
		"field Related.Heroes: a struct with a prefix, or behind a pointer, holds columns only", "field Fixed: createonly is for a column",
	} {
		require.ErrorContains(t, err, want)
	}
}

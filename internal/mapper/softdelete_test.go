package mapper

import (
	"database/sql"
	"reflect"
	"testing"
	"time"
	"unsafe"

	"github.com/stretchr/testify/require"
)

type softly struct {
	ID      int
	Pointer *time.Time `db:"a,softdelete"`
}

func (softly) TableName() string { return "softly" }

type hard struct {
	ID    int
	Plain time.Time           `db:"a,softdelete"`
	Null  sql.NullTime        `db:"b,softdelete"`
	Other sql.Null[time.Time] `db:"c,softdelete"`
	Kept  *time.Time          `db:"d,softdelete,createonly"`
}

func (hard) TableName() string { return "hard" }

func TestSoftDelete(t *testing.T) {
	m, err := Of(reflect.TypeFor[softly]())
	require.NoError(t, err)
	require.Equal(t, m.Columns[1], m.SoftDelete)
	require.True(t, SoftDeletes())
	row, at := softly{}, time.Now()
	m.SoftDelete.SetTime(unsafe.Pointer(&row), at)
	require.Equal(t, at, *row.Pointer)

	m, err = Of(reflect.TypeFor[hard]())
	require.ErrorContains(t, err, "field Plain: softdelete is when a row was deleted")
	require.ErrorContains(t, err, "field Null: field Plain is the softdelete column already")
	require.ErrorContains(t, err, "field Other: field Plain is")
	require.ErrorContains(t, err, "field Kept: softdelete is when")
	require.Nil(t, m)
}

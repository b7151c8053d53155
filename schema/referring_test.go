package schema_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

type (
	crate struct {
		ID    int64
		Code  string    `db:"code,unique,type=varchar(20)"`
		Seal  []byte    `db:"seal,unique"`
		Token uuid.UUID `db:"token,unique"`
		Short int16     `db:"short,unique"`
	}
	fittingLabel struct {
		ID    int64
		Crate int32     `db:"crate,fk=crates.id"`
		Code  string    `db:"code,fk=crates.code"`
		Token uuid.UUID `db:"token,fk=crates.token"`
		Short int64     `db:"short,fk=crates.short"`
	}
	misfitLabel struct {
		ID    int64
		Crate string `db:"crate,fk=crates.id"`
		Code  int64  `db:"code,fk=crates.code"`
		Seal  string `db:"seal,fk=crates.seal"`
	}
	oddDefault struct {
		ID    int64
		State string `db:"state,default=in progress"`
		Small int64  `db:"small,default=CASE WHEN 1 = 1 THEN 2 END"`
		True  bool   `db:"is_true,default=NOT false"`
	}
	oddCheck struct {
		ID     int64
		Weight int64  `db:"weight"`
		Height int64  `db:"height,check=heigth > 1"`
		Town   string `db:"town"`
	}
)

func (crate) TableName() string        { return "crates" }
func (fittingLabel) TableName() string { return "labels" }
func (misfitLabel) TableName() string  { return "labels" }
func (oddDefault) TableName() string   { return "parcels" }
func (oddCheck) TableName() string     { return "parcels" }

// A foreign key between a number and a text, or bytes, is a mistake, since no value of the one is one of the other.
func TestForeignKeysBetweenTypesThatDoNotFit(t *testing.T) {
	crates := builder.Model[crate]()
	_, err := schema.Of(crates, builder.Model[misfitLabel]())
	var mistakes *schema.Error
	require.ErrorAs(t, err, &mistakes)
	require.Len(t, mistakes.Mistakes, 3)
	require.ErrorContains(t, err, "table labels: crate is a text (text), and refers to crates.id, which is a number (bigint): give both one type")
	require.ErrorContains(t, err, "table labels: code is a number (bigint), and refers to crates.code, which is a text (varchar(20))")
	require.ErrorContains(t, err, "table labels: seal is a text (text), and refers to crates.seal, which is bytes (bytea)")
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		require.NoError(t, schema.CreateAll(t.Context(), engine, crates, builder.Model[fittingLabel]()))
	})
	labels := builder.Model[fittingLabel]()
	_, err = schema.MustOf(crates, labels).With(schema.ForeignKey("f", []builder.Sqlizer{builder.Col(&labels.ID)}, []builder.Sqlizer{builder.Col(&crates.Code)})).DDL(builder.SQLite())
	require.ErrorContains(t, err, "labels: id is a number")
}

// A default of several words is a text without quotes; what a database refuses in a CREATE TABLE is shown with its column.
func TestWhatACreateTableIsRefusedForIsShown(t *testing.T) {
	_, err := schema.Of(builder.Model[oddDefault]())
	var mistakes *schema.Error
	require.ErrorAs(t, err, &mistakes)
	require.Len(t, mistakes.Mistakes, 1, "%v", err)
	require.ErrorContains(t, err, "oddDefault.State: the default in progress is no SQL: write default='in progress' for a text")
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		err := schema.CreateAll(t.Context(), engine, builder.Model[oddCheck]())
		require.ErrorContains(t, err, "heigth > 1")
		require.ErrorContains(t, err, "CREATE TABLE")
		require.NotContains(t, err.Error(), "town")
		if engine.Dialect().Name == "postgres" {
			raw := schema.Raw("plain", "CREATE TABLE plain (id integer, town text, place text DEFAULT (lower('a,b') || nowhere('c')), other text)", "DROP TABLE plain")
			err = schema.MustOf().With(raw).CreateAll(t.Context(), engine)
			require.ErrorContains(t, err, "place text DEFAULT (lower('a,b') || nowhere('c'))")
			require.NotContains(t, err.Error(), "other text")
		}
	})
}

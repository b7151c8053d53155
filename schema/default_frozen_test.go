package schema

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
)

// PostgreSQL is the judge of which defaults are the moment at which the table is made: it stores that moment in their place.
func TestDefaultsThatStandStill(t *testing.T) {
	engine := enginetest.Pgx.Open(t, enginetest.Pgx.URL(t))
	n, frozen := 0, 0
	for _, typ := range []string{"timestamptz", "timestamp", "timestamp(3)", "date", "text"} {
		for _, sql := range []string{
			"'now'", "'NOW'", "' now '", "'now()'", "('now')", "'now'::timestamptz", "'today'", "'tomorrow'", "'yesterday'", "now()", "current_date", "'epoch'", "'infinity'",
			"'2020-01-02'", "now() + interval '1 day'", "'nowhere'", "('now'::text)::timestamptz",
		} {
			n++
			table := fmt.Sprintf("defaults%d", n)
			if _, err := engine.Runner().Exec(t.Context(), backends.Stmt{SQL: "CREATE TABLE " + table + " (at " + typ + " DEFAULT " + sql + ")"}); err != nil {
				continue // it is no default of that type
			}
			stored, err := repo.Scalar[bool](t.Context(), engine, builder.Text(
				`SELECT pg_get_expr(adbin, adrelid) ~ ('^''(' || to_char(now(), 'YYYY') || '|' || to_char(now() + interval '1 day', 'YYYY') || '|' || to_char(now() - interval '1 day', 'YYYY') || ')-')
				FROM pg_attrdef WHERE adrelid = '`+table+`'::regclass`))
			require.NoError(t, err)
			require.Equal(t, stored, isFrozen(sql, typ), "%s DEFAULT %s", typ, sql)
			if stored {
				frozen++
			}
		}
	}
	require.Greater(t, frozen, 20)
}

type dated struct {
	ID int64
	At string `db:"at,type=timestamptz,default='now'"`
}

func (dated) TableName() string { return "dated" }

func TestADefaultThatStandsStillIsAMistake(t *testing.T) {
	_, err := Of(builder.Model[dated]())
	require.ErrorContains(t, err, "dated.At: the default 'now' is the moment at which the table is made, in every row: write default=now() for that of each row")
}

// A moment of a time without its parentheses is told what says it of each row, not the text that would be one moment for all.
func TestADefaultThatLacksItsParentheses(t *testing.T) {
	type instant struct {
		ID int64
		At time.Time `db:"at,default=now"`
	}
	type day struct {
		ID int64
		On time.Time `db:"on,type=date,default=Today"`
	}
	type word struct {
		ID int64
		At string `db:"at,default=now"`
	}
	for says, table := range map[string]any{
		"instant.At: the default now is a name, which a default does not know: write default=now() for that of each row":      builder.Model[instant](builder.TableName("instants")),
		"day.On: the default Today is a name, which a default does not know: write default=current_date for that of each row": builder.Model[day](builder.TableName("days")),
		"word.At: the default now is a name, which a default does not know: write default='now' for a text":                   builder.Model[word](builder.TableName("words")),
	} {
		_, err := Of(table)
		require.ErrorContains(t, err, says)
	}
}

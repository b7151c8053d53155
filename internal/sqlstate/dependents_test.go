package sqlstate_test

import (
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/lib/pq"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/internal/sqlstate"
)

// What keeps something from being dropped is named, as the server's detail has it; what a function raises under that code says nothing more.
func TestWhatStandsInTheWayOfADropIsNamed(t *testing.T) {
	t.Parallel()
	const message, detail = "cannot drop table a because other objects depend on it", "view v depends on table a\nview w depends on table a\nview x depends on table a\nview y depends on table a"
	for routine, said := range map[string]string{
		"reportDependentObjects": message + " (view v depends on table a; view w depends on table a; view x depends on table a, and 1 more): drop what stands in the way first",
		"exec_stmt_raise":        message,
	} {
		require.ErrorContains(t, sqlstate.Classify(t.Context(), &pgconn.PgError{Code: "2BP01", Routine: routine, Message: message, Detail: detail}), said)
		err := sqlstate.Classify(t.Context(), &pq.Error{Code: "2BP01", Routine: routine, Message: message, Detail: detail})
		require.ErrorContains(t, err, said)
		if routine != "reportDependentObjects" {
			require.NotContains(t, err.Error(), "view v")
		}
	}
}

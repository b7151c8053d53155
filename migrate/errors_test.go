package migrate_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/migrate"
)

// Nothing is to be mended in a revision that was cut short from outside.
func TestAStepThatItsCallerEndedIsRunAgain(t *testing.T) {
	t.Parallel()
	for kind, ended := range map[backends.Kind]error{backends.ErrCanceled: context.Canceled, backends.ErrTimeout: context.DeadlineExceeded, backends.ErrTxAborted: nil} {
		failed := &migrate.StepError{Revision: "1", Path: "1_a.sql", Line: 5, Err: &backends.Error{Kind: kind, Err: ended}}
		if ended == nil {
			require.ErrorContains(t, failed, "it is rolled back. Mend it, then run: drey upgrade")
			continue
		}
		require.ErrorContains(t, failed, "it is rolled back. To go on, run: drey upgrade")
	}
}

package repo_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/repo"
)

// retried runs what always meets a deadlock, on a clock of the test's, and returns when each attempt began.
func retried(ctx context.Context, t *testing.T, attempts int) (starts []time.Duration, err error) {
	t.Helper()
	e, err := repo.New(silent{dialect: "sqlite"})
	require.NoError(t, err)
	began := time.Now()
	err = e.Begin(ctx, func(*repo.Session) error {
		starts = append(starts, time.Since(began))
		return &backends.Error{Kind: backends.ErrDeadlock}
	}, repo.WithRetry(attempts))
	return starts, err
}

func TestAttemptsWaitLongerAndLonger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		longest := make([]time.Duration, 12)
		for range 200 {
			starts, err := retried(t.Context(), t, len(longest)+1)
			require.ErrorIs(t, err, repo.ErrDeadlock)
			require.Len(t, starts, len(longest)+1)
			limit := 20 * time.Millisecond
			for i := range longest {
				wait := starts[i+1] - starts[i]
				require.Positive(t, wait)
				require.LessOrEqual(t, wait, min(limit, time.Second))
				longest[i] = max(longest[i], wait)
				limit *= 2
			}
		}
		for i, wait := range longest {
			require.Greater(t, wait, min(20*time.Millisecond<<i, time.Second)/2, "the waits are spread over all that is allowed")
		}
	})
}

func TestAContextEndsTheWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		began := time.Now()
		_, err := retried(ctx, t, 1_000_000)
		require.Equal(t, time.Minute, time.Since(began), "no longer than the context allows")
		require.ErrorIs(t, err, repo.ErrTimeout)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorIs(t, err, repo.ErrDeadlock)
		require.ErrorContains(t, err, "before attempt ")
	})
}

package kit_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// TestWhatWasNotSentIsNoDoubt: and nothing else of an error changes.
func TestWhatWasNotSentIsNoDoubt(t *testing.T) {
	t.Parallel()
	cause := errors.New("broken pipe")
	for _, met := range []*backends.Error{{Kind: backends.ErrConnection, Err: cause}, {Kind: backends.ErrConnection}} {
		require.ErrorIs(t, kit.CommitUnknown(met), backends.ErrCommitUnknown)
		require.ErrorIs(t, kit.StatementUnknown(met), backends.ErrCommitUnknown)
		err := kit.Unsent(met)
		require.ErrorIs(t, err, backends.ErrConnection)
		require.Equal(t, met.Error(), err.Error())
		require.Equal(t, met.Err != nil, errors.Is(err, cause))
		require.Equal(t, err, kit.CommitUnknown(err))
		require.Equal(t, err, kit.StatementUnknown(err))
	}
	require.Equal(t, cause, kit.Unsent(cause))
	require.NoError(t, kit.Unsent(nil))
}

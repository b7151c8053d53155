package migrate

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
)

// What a pooler in transaction mode makes of prepared statements says what to do.
func TestPooledErrorsNameTheNextMove(t *testing.T) {
	for code, want := range map[string]bool{"42P05": true, "26000": true, "42P01": false} {
		err := &backends.Error{Code: code}
		explained := pooled(err)
		require.ErrorIs(t, explained, err)
		if want {
			require.ErrorContains(t, explained, "the URL of the server itself")
		} else {
			require.Equal(t, error(err), explained)
		}
	}
}

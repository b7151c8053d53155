package fragment

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSecretPrintsAsStars(t *testing.T) {
	s := Hide("qZ8vhunter2")
	value, err := s.Value()
	require.NoError(t, err)
	require.Equal(t, "qZ8vhunter2", value)
	value, err = Hide(sql.Null[string]{}).Value()
	require.NoError(t, err)
	require.Nil(t, value)
	doc, err := json.Marshal(s)
	require.NoError(t, err)
	require.Equal(t, `"***"`, string(doc))
	require.Equal(t, "*** *** ***", fmt.Sprintf("%v %#v %s", s, s, s.String()))
	require.Equal(t, "***", slog.AnyValue(s).Resolve().String())
}

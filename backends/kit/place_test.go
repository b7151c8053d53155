package kit

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/backends"
)

// TestPlacesReadAsValues: what is written from its place is what is written of the value.
func TestPlacesReadAsValues(t *testing.T) {
	text, n, i, small, f, yes := "a\tb\\\r\n", int64(-5), 7, int32(9), 0.1, true
	for _, at := range []time.Time{
		{}, time.Date(2026, 1, 2, 3, 4, 5, 6_789, time.FixedZone("x", 3_600)), time.Date(-4, 1, 2, 3, 4, 5, 0, time.UTC),
		time.Date(12_026, 1, 2, 3, 4, 5, 0, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC),
	} {
		want, err := AppendCopied(nil, at)
		require.NoError(t, err)
		got, null, known := appendPlace(nil, &at)
		require.True(t, known && !null)
		require.Equal(t, string(want), string(got))
	}
	pText, pN, pI, pSmall, pF, pYes := &text, &n, &i, &small, &f, &yes
	inf := math.Inf(-1)
	for value, place := range map[any]any{text: &text, n: &n, i: &i, small: &small, f: &f, yes: &yes, inf: &inf} {
		want, err := AppendCopied(nil, value)
		require.NoError(t, err)
		got, err := AppendCopied([]byte("x"), place)
		require.NoError(t, err)
		require.Equal(t, "x"+string(want), string(got))
	}
	for place, pointer := range map[any]any{&text: &pText, &n: &pN, &i: &pI, &small: &pSmall, &f: &pF, &yes: &pYes} {
		want, err := AppendCopied(nil, place)
		require.NoError(t, err)
		got, err := AppendCopied(nil, pointer)
		require.NoError(t, err)
		require.Equal(t, string(want), string(got))
	}
	for _, list := range [][]string{nil, {}, {"a", `b"\,`, ""}} {
		want, err := AppendCopied(nil, list)
		require.NoError(t, err)
		got, err := AppendCopied(nil, &list)
		require.NoError(t, err)
		require.Equal(t, string(want), string(got))
	}
	nilPlaces(t)
	bad := "\x00"
	for _, v := range []any{bad, &bad, &[]string{bad}} {
		_, err := AppendCopied(nil, v)
		require.ErrorIs(t, err, backends.ErrDataException)
	}
	room := make([]byte, 0, 64)
	require.Zero(t, testing.AllocsPerRun(10, func() { _, _ = AppendCopied(room, &f) }))
}

// nilPlaces expects NULL of every place that is no place, and of every pointer that points at nothing.
func nilPlaces(t *testing.T) {
	t.Helper()
	var none *string
	for _, nothing := range []any{
		&none, (*string)(nil), (*int64)(nil), (*int)(nil), (*int32)(nil), (*float64)(nil), (*bool)(nil), (*time.Time)(nil), (*[]string)(nil),
		(**string)(nil), (**int64)(nil), (**int)(nil), (**int32)(nil), (**float64)(nil), (**bool)(nil), (**time.Time)(nil),
	} {
		got, err := AppendCopied(nil, nothing)
		require.NoError(t, err)
		require.Equal(t, `\N`, string(got), "%T", nothing)
	}
}

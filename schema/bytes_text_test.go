package schema_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// Bytes that become a text say what they say, on every database, and are the same bytes on the way back.
func TestBytesAndTextsSayTheSame(t *testing.T) {
	bytes, text := builder.Model[typed[[]byte]](), builder.Model[typed[string]]()
	said := []string{"hello", "", `a\b`, `\x6869`, "grüße"}
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		require.NoError(t, schema.CreateAll(t.Context(), engine, bytes))
		require.NoError(t, engine.Begin(t.Context(), func(s *repo.Session) error {
			for i, value := range said {
				if err := s.Add(&typed[[]byte]{ID: int64(i + 1), V: []byte(value)}); err != nil {
					return err
				}
			}
			return nil
		}))
		p, err := schema.MustOf(text).Plan(t.Context(), engine)
		require.NoError(t, err)
		runPlan(t, engine, p.Up)
		texts, err := repo.Scalars[string](t.Context(), engine, builder.SelectColumns(builder.Col(&text.V)).OrderBy(builder.Col(&text.ID)))
		require.NoError(t, err)
		require.Equal(t, said, texts)
		runPlan(t, engine, p.Down)
		back, err := repo.All(t.Context(), engine, builder.Select(bytes).OrderBy(builder.Col(&bytes.ID)))
		require.NoError(t, err)
		for i, row := range back {
			require.Equal(t, said[i], string(row.V))
		}
	})
}

// Bytes that become what has a text of its own are read as that text.
func TestBytesAsDocumentsSayTheSame(t *testing.T) {
	bytes, document := builder.Model[typed[[]byte]](), builder.Model[typed[json.RawMessage]]()
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		require.NoError(t, schema.CreateAll(t.Context(), engine, bytes))
		require.NoError(t, engine.Begin(t.Context(), func(s *repo.Session) error { return s.Add(&typed[[]byte]{V: []byte(`{"a": 1}`)}) }))
		p, err := schema.MustOf(document).Plan(t.Context(), engine)
		require.NoError(t, err)
		runPlan(t, engine, p.Up)
		row, err := repo.One(t.Context(), engine, builder.Select(document))
		require.NoError(t, err)
		require.JSONEq(t, `{"a": 1}`, string(row.V))
	})
}

// A list of bytes is refused as one of texts, with what to do: on SQLite where there are rows.
func TestListsOfBytesAreNoTexts(t *testing.T) {
	bytes, texts := builder.Model[typed[[][]byte]](), builder.Model[typed[[]string]]()
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		require.NoError(t, schema.CreateAll(t.Context(), engine, bytes))
		require.NoError(t, engine.Begin(t.Context(), func(s *repo.Session) error { return s.Add(&typed[[][]byte]{V: [][]byte{[]byte("a")}}) }))
		p, err := schema.MustOf(texts).Plan(t.Context(), engine)
		if err == nil {
			err = tryPlan(t, engine, p.Up)
		}
		require.ErrorContains(t, err, "typed.v")
		require.ErrorContains(t, err, "using= in the tag")
	})
}

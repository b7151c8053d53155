package schema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/internal/enginetest"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// rawTexts are declarations of the same object: one that makes it, others that say the same, and one that says another thing.
var rawTexts = map[string][]struct {
	name, drop, makes string
	same              []string
	other, said       string
}{
	"postgres": {
		{"twice", "DROP FUNCTION twice(integer)", "CREATE FUNCTION twice(x integer) RETURNS integer LANGUAGE sql AS $$ SELECT x * 2 -- 'it''s'\n$$",
			[]string{"CREATE OR REPLACE FUNCTION twice(x integer)\n\tRETURNS integer LANGUAGE sql AS $$ SELECT  x * 2 -- 'it''s'\n $$", "CREATE FUNCTION twice(x integer) RETURNS integer LANGUAGE sql AS ' SELECT x * 2 -- ''it''''s'' '"},
			"CREATE FUNCTION twice(x integer) RETURNS integer LANGUAGE sql AS $$ SELECT x * 3 $$", "twice: function, whose text is another than the declared one"},
		{"quiet", "DROP TRIGGER quiet ON cases", "CREATE TRIGGER quiet BEFORE UPDATE ON cases FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE PROCEDURE suppress_redundant_updates_trigger()",
			[]string{"CREATE OR REPLACE TRIGGER quiet BEFORE UPDATE ON public.cases FOR EACH ROW WHEN (old.* is distinct from new.*) EXECUTE FUNCTION suppress_redundant_updates_trigger();"},
			"CREATE TRIGGER quiet BEFORE UPDATE ON cases FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()", "quiet: trigger, whose text is another than the declared one"},
		{"citext", "DROP EXTENSION citext", "CREATE EXTENSION citext", nil, "", ""},
	},
	"sqlite": {
		{"tr", "DROP TRIGGER tr", "CREATE TRIGGER tr AFTER INSERT ON cases BEGIN DELETE FROM cases WHERE v = 'x'; END",
			[]string{"create trigger if not exists \"tr\" AFTER insert on cases begin\n delete from [cases] where v = 'x'; end"}, "CREATE TRIGGER tr AFTER INSERT ON cases BEGIN DELETE FROM cases WHERE v = 'y'; END",
			"tr: trigger, whose text is another than the declared one"},
		{"words", "DROP TABLE words", "CREATE VIRTUAL TABLE words USING fts5(body)", nil, "CREATE VIRTUAL TABLE words USING fts5(body, title)", "words: table, whose text is another than the declared one"},
	},
}

// A declared object whose text changed is told, and no other.
func TestARawObjectWhoseTextIsAnotherIsTold(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, engine *repo.Engine) {
		for _, c := range rawTexts[engine.Dialect().Name] {
			declared := func(create string) *schema.MetaData {
				return casesOf(builder.Model[caseText](), schema.Raw(c.name, create, c.drop))
			}
			require.NoError(t, declared(c.makes).CreateAll(t.Context(), engine))
			for _, create := range append(c.same, c.makes) {
				d, err := declared(create).Diff(t.Context(), engine)
				require.NoError(t, err)
				require.Empty(t, d.String())
				require.Empty(t, describe(d.Unseen), create)
			}
			if c.other != "" {
				d, err := declared(c.other).Diff(t.Context(), engine)
				require.NoError(t, err)
				require.Empty(t, d.String())
				require.Equal(t, c.said, describe(d.Unseen))
			}
			require.NoError(t, declared(c.makes).DropAll(t.Context(), engine))
		}
	})
}

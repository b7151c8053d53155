package schema_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
	"github.com/drey-db/drey/schema"
)

// reported has what other libraries find to differ although nothing changed, as their trackers tell.
type reported struct {
	ID      int64
	Key     uuid.UUID       `db:"key,default=gen_random_uuid(),unique,index"`
	Doc     json.RawMessage `db:"doc"`
	Title   string          `db:"title,default='say \"it''s\" ; -- no'"`
	Body    *string         `db:"body,default=null"`
	Words   string          "db:\"words,generated=title\\n\\t||   '  '\\n || coalesce(body,\\n''),type=text\""
	Score   float64         `db:"score,type=numeric(5,2),default=-1.00,unique=pair"`
	Rate    float64         `db:"rate,default=.5,unique=pair"`
	Until   time.Time       `db:"until,default=(now() + interval '1 day')"`
	Flag    bool            `db:"flag,default=(1 = 1)"`
	State   string          `db:"state,type=varchar(16),default='new',check=state IN ('new','done')  AND state<>''"`
	Percent int32           `db:"percent,check=percent BETWEEN 0 AND 100 OR percent IS NULL"`
	Array   []string        `db:"list,default='{}'"`
}

// TableName names the table.
func (reported) TableName() string { return "reported" }

func TestWhatOthersReportIsNoDifference(t *testing.T) {
	reports := builder.Model[reported]()
	_, engine := onPostgres(t)
	t.Cleanup(func() { require.NoError(t, engine.Close()) })
	nothingDiffers(t, engine, schema.MustOf(reports).With(
		schema.Index("by_doc", builder.Raw[any](`doc->>'user_id'`)).On(reports),
		schema.Index("by_words", builder.Raw[any](`to_tsvector('english', title || ' ' || coalesce(body, ''))`)).On(reports).Using("gin"),
		schema.Index("by_long", builder.Raw[any](`coalesce(body, 'a long text that is no name abcdefghijklmnopqrstuvwxyz abcdefghijklmnopqrstuvwxyz')`)).On(reports).Unique(),
		schema.Index("by_desc", builder.Col(&reports.Until).Desc()), schema.Index("by_cast", builder.Raw[any](`(score::text)`), builder.Raw[any](`CAST(rate AS integer)`)).On(reports),
		schema.Index("by_state", builder.Col(&reports.State)).Where(builder.Raw[bool](`state in ('new', 'done') and not flag`)),
	))
}

type reportedLite struct {
	ID    int64
	Title string  `db:"title,default='say \"it''s\" ; -- no',unique=pair"`
	Body  *string `db:"body,default=null,unique=pair"`
	Words string  "db:\"words,generated=title\\n\\t||   '  '\\n || coalesce(body,\\n''),type=text\""
	Score float64 `db:"score,type=numeric(5,2),default=-1.00"`
	Flag  bool    `db:"flag,default=(1 = 1)"`
	State string  `db:"state,type=varchar(16),default='new',check=state IN ('new','done')  AND state<>''"`
}

// TableName names the table.
func (reportedLite) TableName() string { return "reported" }

func TestWhatOthersReportIsNoDifferenceOnSQLite(t *testing.T) {
	reports := builder.Model[reportedLite]()
	_, engine := onSQLite(t)
	t.Cleanup(func() { require.NoError(t, engine.Close()) })
	m := schema.MustOf(reports).With(
		schema.Index("by_body", builder.Raw[any](`coalesce(body, 'a, (text')`), builder.Col(&reports.Title).Desc()).On(reports),
		schema.Index("by_json", builder.Raw[any](`json_extract(body, '$.a')`)).On(reports).Where(builder.Raw[bool](`json_valid(body)  and  flag`)),
		schema.Index("by_case", builder.Raw[any](`title collate nocase`)).On(reports).Unique(),
	)
	nothingDiffers(t, engine, m)
	require.NoError(t, m.CreateAll(t.Context(), engine))
	require.NoError(t, engine.Begin(t.Context(), func(s *repo.Session) error { return s.Add(&reportedLite{Title: "a", State: "new"}) }))
}

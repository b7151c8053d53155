package values

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"
)

// keyed is what entities with a tagged column have beside it.
type keyed struct {
	ID int64 `db:"id,pk"`
}

func (keyed) TableName() string { return "cell" }

// tags are entities whose column's tag names its type.
func tags() []kind { return slices.Concat(timeTags(), textTags(), listTags()) }

func timeTags() []kind {
	return []kind{
		tagged[struct {
			keyed
			V time.Time `db:"v,type=date"`
		}]("date", moments),
		tagged[struct {
			keyed
			V time.Time `db:"v,type=timestamp"`
		}]("timestamp", moments),
		tagged[struct {
			keyed
			V time.Time `db:"v,type=timestamptz"`
		}]("timestamptz", moments),
		tagged[struct {
			keyed
			V *time.Time `db:"v,type=date"`
		}]("date", pointers(moments)),
		tagged[struct {
			keyed
			V []time.Time `db:"v,type=date[]"`
		}]("date[]", listed(moments)),
		tagged[struct {
			keyed
			V []time.Time `db:"v,type=timestamp[]"`
		}]("timestamp[]", listed(moments)),
		tagged[struct {
			keyed
			V time.Duration `db:"v,type=interval"`
		}]("interval", fixed(5*time.Second)),
	}
}

func textTags() []kind {
	return []kind{
		tagged[struct {
			keyed
			V string `db:"v,type=uuid"`
		}]("uuid", texts[string]),
		tagged[struct {
			keyed
			V Name `db:"v,type=mood"`
		}]("mood", texts[Name]),
		tagged[struct {
			keyed
			V string `db:"v,type=jsonb"`
		}]("jsonb", texts[string]),
		tagged[struct {
			keyed
			V string `db:"v,type=interval"`
		}]("interval", texts[string]),
		tagged[struct {
			keyed
			V string `db:"v,type=numeric(10,2)"`
		}]("numeric(10,2)", texts[string]),
		tagged[struct {
			keyed
			V string `db:"v,type=varchar(5)"`
		}]("varchar(5)", texts[string]),
		tagged[struct {
			keyed
			V float64 `db:"v,type=numeric"`
		}]("numeric", fixed(0.1, 123456789.123456789)),
		tagged[struct {
			keyed
			V float32 `db:"v,type=real"`
		}]("real", fixed[float32](0.1, 3e38)),
		tagged[struct {
			keyed
			V json.RawMessage `db:"v,type=json"`
		}]("json", fixed(json.RawMessage(`{"b": 1,  "a": 0.10}`), nil)),
	}
}

func listTags() []kind {
	return []kind{
		tagged[struct {
			keyed
			V []string `db:"v,type=text[]"`
		}]("text[]", listed(texts[string])),
		tagged[struct {
			keyed
			V []Name `db:"v,type=mood[]"`
		}]("mood[]", listed(texts[Name])),
		tagged[struct {
			keyed
			V []string `db:"v,type=jsonb"`
		}]("jsonb", listed(texts[string])),
		tagged[struct {
			keyed
			V []uuid.UUID `db:"v,type=uuid[]"`
		}]("uuid[]", listed(fixed(uuid.UUID{1}, uuid.UUID{}))),
	}
}

package pgxconn

import (
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// answers are what was sent has to say, one statement after the other. Close reads what is left.
type answers interface {
	Exec() (pgconn.CommandTag, error)
	Query() (pgx.Rows, error)
	Close() error
}

// single is the answers to one statement that was sent without a pipeline, which costs a third of its time in pgx.
type single struct{ rows pgx.Rows }

func (s single) Query() (pgx.Rows, error) { return s.rows, nil }

func (s single) Exec() (pgconn.CommandTag, error) {
	err := s.Close()
	return s.rows.CommandTag(), err
}

func (s single) Close() error {
	s.rows.Close()
	return s.rows.Err()
}

// done reports whether the statement itself has succeeded: its tag has come, so an error is that of the commit behind it.
func (s single) done() bool { return s.rows.CommandTag().String() != "" }

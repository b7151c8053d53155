package routers

import (
	"context"
	"errors"

	"github.com/danielgtaylor/huma/v2"

	"github.com/drey-db/drey/repo"

	"github.com/drey-db/drey/examples/toys/database"
)

// problem is the answer to a request that failed, as RFC 9457 has it. What the client cannot mend is told to the log alone.
func (s session) problem(ctx context.Context, err error) error {
	var missing *database.NotFoundError
	switch {
	case errors.As(err, &missing):
		return huma.Error404NotFound(missing.Error())
	case errors.Is(err, repo.ErrCommitUnknown): // before its cause, a lost connection say
		s.log.ErrorContext(ctx, "nobody knows whether a commit happened", "error", err)
		return huma.Error500InternalServerError("nobody knows whether that was done: look before you try again")
	case ctx.Err() != nil, errors.Is(err, repo.ErrTimeout), errors.Is(err, repo.ErrConnection):
		s.log.ErrorContext(ctx, "the database did not answer in time", "error", err)
		return huma.Error503ServiceUnavailable("the database does not answer: try again in a moment")
	case errors.Is(err, repo.ErrUniqueViolation), errors.Is(err, repo.ErrForeignKeyViolation), repo.Retryable(err):
		return huma.Error409Conflict("somebody else changed the same things meanwhile: look again, and try again")
	}
	s.log.ErrorContext(ctx, "a request failed", "error", err)
	return huma.Error500InternalServerError("that did not work, and it is not your fault")
}

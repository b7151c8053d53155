package repo_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/drey-db/drey/builder"
	"github.com/drey-db/drey/repo"
)

// onTour stores two bands, the first with two albums.
func onTour(ctx context.Context, s *repo.Session) (foxes, owls *Band, err error) {
	foxes = &Band{Name: "Foxes", Albums: []*Album{{Title: "Burrow"}, {Title: "Red"}}}
	owls = &Band{Name: "Owls"}
	return foxes, owls, errors.Join(s.Add(foxes, owls), s.Commit(ctx))
}

// A child moves by its pointer, by its field, or by the lists: the side that changed wins, and the other follows.
func Example_relationshipMove() {
	onStage(func(ctx context.Context, s *repo.Session) error {
		foxes, owls, err := onTour(ctx, s)
		if err != nil {
			return err
		}
		burrow, red := foxes.Albums[0], foxes.Albums[1]
		burrow.Band = owls
		red.BandID = owls.ID
		if err := s.Commit(ctx); err != nil {
			return err
		}
		fmt.Println(len(foxes.Albums), len(owls.Albums), red.Band == owls)

		foxes.Albums, owls.Albums = owls.Albums, nil
		if err := s.Commit(ctx); err != nil {
			return err
		}
		stored(ctx, s, storedAlbums)

		red.Band, red.BandID = owls, 99 // which of them?
		fmt.Println(errors.Is(s.Flush(ctx), repo.ErrConflictingSides))
		return nil
	})
	// Output:
	// 0 2 true
	// Foxes: Burrow, Foxes: Red
	// true
}

// With delete-orphan, who is taken out of the list is deleted; without, its foreign key becomes NULL.
func Example_relationshipDeleteOrphan() {
	onStage(func(ctx context.Context, s *repo.Session) error {
		foxes, _, err := onTour(ctx, s)
		if err != nil {
			return err
		}
		burrow := foxes.Albums[0]
		foxes.Albums = foxes.Albums[1:]
		if err := s.Commit(ctx); err != nil {
			return err
		}
		fmt.Println(s.State(burrow))
		stored(ctx, s, storedAlbums)
		return nil
	})
	// Output:
	// detached
	// Foxes: Red
}

// Add brings along, Delete takes along, also what was not loaded.
func Example_relationshipCascade() {
	onStage(func(ctx context.Context, s *repo.Session) error {
		if _, _, err := onTour(ctx, s); err != nil {
			return err
		}
		s.ExpungeAll()
		foxes, err := repo.One(ctx, s, builder.Select(bands).Where(builder.Col(&bands.Name).Eq("Foxes")))
		if err != nil {
			return err
		}
		fmt.Println(s.Loaded(foxes, &foxes.Albums), s.Delete(foxes), s.Commit(ctx))
		n, err := repo.Count(ctx, s, builder.Select(albums))
		fmt.Println(n)
		return err
	})
	// Output:
	// false <nil> <nil>
	// 0
}

// A list that nobody loaded takes additions; emptying it is refused, since nobody knows what that would delete.
func Example_relationshipNotLoaded() {
	onStage(func(ctx context.Context, s *repo.Session) error {
		if _, _, err := onTour(ctx, s); err != nil {
			return err
		}
		s.ExpungeAll()
		foxes, err := repo.One(ctx, s, builder.Select(bands).Where(builder.Col(&bands.Name).Eq("Foxes")))
		if err != nil {
			return err
		}
		foxes.Albums = []*Album{{Title: "Den"}}
		if err := s.Commit(ctx); err != nil {
			return err
		}
		stored(ctx, s, storedAlbums)
		foxes.Albums = []*Album{}
		fmt.Println(errors.Is(s.Flush(ctx), repo.ErrNotLoaded))
		foxes.Albums = nil
		return repo.Replace(ctx, s, foxes, &foxes.Albums, nil)
	})
	// Output:
	// Foxes: Burrow, Foxes: Den, Foxes: Red
	// true
}

// A savepoint that is rolled back restores lists and pointers too.
func Example_relationshipNested() {
	onStage(func(ctx context.Context, s *repo.Session) error {
		foxes, owls, err := onTour(ctx, s)
		if err != nil {
			return err
		}
		err = s.Nested(ctx, func(s *repo.Session) error {
			owls.Albums, foxes.Albums = foxes.Albums, nil
			if err := s.Flush(ctx); err != nil {
				return err
			}
			return errors.New("they changed their minds")
		})
		fmt.Println(err, len(foxes.Albums), len(owls.Albums), foxes.Albums[0].Band == foxes)
		return s.Commit(ctx)
	})
	// Output:
	// they changed their minds 2 0 true
}

// Rows that wait for one another are refused with their path, before anything is sent.
func ExampleCycleError() {
	onStage(func(ctx context.Context, s *repo.Session) error {
		hen, egg := &Part{Name: "hen"}, &Part{Name: "egg"}
		hen.Whole, egg.Whole = egg, hen
		err := errors.Join(s.Add(hen), s.Commit(ctx))
		var cycle *repo.CycleError
		fmt.Println(errors.As(err, &cycle), cycle.Path)
		return nil
	})
	// Output:
	// true [Part Part Part]
}

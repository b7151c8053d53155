package unittest

import (
	"context"

	"github.com/drey-db/drey/repo"
)

// Quest is something that members of the guild go on together. The database makes its key.
type Quest struct {
	ID    int64
	Title string
	Party []*Hero `rel:"many-to-many,through=quest_heroes,cascade=none"`
}

// TableName names the table.
func (Quest) TableName() string { return "quests" }

// Send sends members on a new quest.
func (g *Guild) Send(ctx context.Context, title string, party ...*Hero) (*Quest, error) {
	quest := &Quest{Title: title, Party: party}
	err := g.engine.Begin(ctx, func(s *repo.Session) error { return plan(s, quest) })
	if err != nil {
		return nil, err
	}
	return quest, nil
}

// plan has a session know the members, whose rows are there, and add the quest.
func plan(s *repo.Session, quest *Quest) error {
	for _, hero := range quest.Party {
		if err := s.Attach(hero); err != nil {
			return err
		}
	}
	return s.Add(quest)
}

// Preview is the statements that sending members on a new quest would take, with their arguments. Nothing is sent.
func (g *Guild) Preview(title string, party ...*Hero) (statements []string, args [][]any, err error) {
	s := g.engine.Session()
	defer s.Close()
	if err := plan(s, &Quest{Title: title, Party: party}); err != nil {
		return nil, nil, err
	}
	stmts, err := s.Plan()
	for _, stmt := range stmts {
		statements, args = append(statements, stmt.SQL), append(args, stmt.Args)
	}
	return statements, args, err
}

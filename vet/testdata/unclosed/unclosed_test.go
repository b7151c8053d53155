package unclosed

import (
	"context"
	"testing"

	"github.com/drey-db/drey/repo"
)

func TestFlushed(t *testing.T) {
	var engine *repo.Engine
	s := engine.Session()
	defer s.Close()
	if s.Add(&Hero{}) != nil || s.Flush(context.Background()) != nil {
		t.Fail()
	}
}

func TestLost(t *testing.T) {
	var engine *repo.Engine
	s := engine.Session() // want `never committed`
	defer s.Close()
	if s.Add(&Hero{}) != nil {
		t.Fail()
	}
}

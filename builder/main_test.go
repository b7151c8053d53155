package builder_test

import (
	"os"
	"testing"

	"github.com/drey-db/drey/internal/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

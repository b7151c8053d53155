package schema

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"

	"github.com/drey-db/drey/backends"
	"github.com/drey-db/drey/backends/kit"
)

// SVG is [MetaData.DOT] as Graphviz draws it, which has to be installed: its program dot is started, and ends with ctx.
func (m *MetaData) SVG(ctx context.Context) ([]byte, error) {
	if m == nil {
		return nil, errNoMetaData
	}
	if ctx == nil {
		return nil, fmt.Errorf("schema: svg: %w", kit.NilContext())
	}
	dot, err := exec.LookPath("dot")
	if errors.Is(err, exec.ErrNotFound) {
		return nil, &backends.Error{
			Kind: backends.ErrUnsupported, Stmt: -1,
			Message: "schema: svg: Graphviz's program dot is not in PATH: install the package graphviz, or draw what DOT or Mermaid return elsewhere",
		}
	}
	if err != nil {
		return nil, fmt.Errorf("schema: svg: %w", err)
	}
	var drawn, said bytes.Buffer
	draw := exec.CommandContext(ctx, dot, "-Tsvg")
	draw.Stdin, draw.Stdout, draw.Stderr = strings.NewReader(m.DOT()), &drawn, &said
	if err := draw.Run(); err != nil {
		return nil, fmt.Errorf("schema: svg: %w: %s", errors.Join(context.Cause(ctx), err), line(said.String()))
	}
	return drawn.Bytes(), nil
}

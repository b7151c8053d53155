package kit

import (
	"encoding"
	"encoding/json"
)

// ReadText gives text to what reads its own, and a string in JSON without its quotes to what does not want them.
func ReadText(to encoding.TextUnmarshaler, text []byte) error {
	err := to.UnmarshalText(text)
	var inner string
	if err != nil && len(text) > 1 && text[0] == '"' && json.Unmarshal(text, &inner) == nil {
		return to.UnmarshalText([]byte(inner))
	}
	return err
}

package json_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/ctypes-dev/ctypes/fixtures/reports"
	"github.com/ctypes-dev/ctypes/render/json"
	"github.com/ctypes-dev/ctypes/render/view"
)

func TestChangesSchema(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("../../docs/schema/changes-v1.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	none := view.Changes{Version: view.Version, Changes: []view.Change{}}
	for _, c := range []view.Changes{reports.Changes(), none} {
		var b bytes.Buffer
		if err := json.WriteChanges(&b, c); err != nil {
			t.Fatal(err)
		}
		if strings.Count(b.String(), "\n") != 1 || strings.Contains(b.String(), "null") || strings.Contains(b.String(), "\x1b") {
			t.Errorf("not one line of values: %s", b.String())
		}
		good, err := jsonschema.UnmarshalJSON(bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(good); err != nil {
			t.Errorf("%v in %s", err, b.String())
		}
		bad, err := jsonschema.UnmarshalJSON(strings.NewReader(strings.Replace(b.String(), `"added":`, `"more":1,"added":`, 1)))
		if err != nil {
			t.Fatal(err)
		}
		if schema.Validate(bad) == nil {
			t.Error("the schema takes a property that there is not")
		}
	}
}

func TestChangesOnAFullDisk(t *testing.T) {
	if json.WriteChanges(brokenWriter{}, reports.Changes()) == nil {
		t.Error("a full disk is not told")
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("no space left") }

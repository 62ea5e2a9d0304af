package io.adxflow.job.cli.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PipelineSchemaTest {
    private static final Path ROOT = Path.of(System.getProperty("adxflow.root", ".."));
    private final ObjectNode schema = PipelineSchema.schema();

    @Test
    void isTheFileThatEditorsRead() throws IOException {
        assertThat(Files.readString(ROOT.resolve("flink-conf/pipeline.schema.json")))
                .as("./adxflow options --format schema > flink-conf/pipeline.schema.json")
                .isEqualTo(PipelineSchema.text());
    }

    @Test
    void knowsEveryKeyDottedInOnePiece() {
        for (String key : ReferenceKeys.names()) {
            assertThat(matches(schema, key.replaceAll("<[a-z]+>", "some")))
                    .as(key)
                    .isTrue();
        }
        assertThat(matches(schema, "batch.max-agee")).isFalse();
    }

    @Test
    void explainsEveryKeyAndRefersToNothingThatIsNotThere() {
        TreeSet<String> referred = new TreeSet<>();
        schema.findValuesAsText("$ref")
                .forEach(ref -> referred.add(
                        ref.replace("#/$defs/", "").replace("%3C", "<").replace("%3E", ">")));
        TreeSet<String> defined = new TreeSet<>();
        schema.path("$defs").fieldNames().forEachRemaining(defined::add);

        assertThat(referred).isEqualTo(defined);
        for (ReferenceKey key : ReferenceKeys.all()) {
            assertThat(schema.path("$defs").path(key.key()).path("description").asText())
                    .contains(key.description());
        }
    }

    @Test
    void keepsKeysOfOneKindOfDestinationFromAnother() {
        JsonNode kinds = schema.path("$defs").path("monikers.<name>").path("allOf");
        List<JsonNode> directory = kinds.valueStream()
                .filter(kind -> kind.at("/if/properties/kind/const").asText().equals("directory"))
                .toList();

        assertThat(directory).hasSize(1);
        assertThat(directory
                        .get(0)
                        .at("/then/propertyNames/anyOf/0/enum")
                        .valueStream()
                        .map(JsonNode::asText))
                .contains("kind", "path", "standby")
                .doesNotContain("endpoint");
    }

    private static boolean matches(JsonNode object, String key) {
        return object.path("properties").has(key)
                || object.path("patternProperties").propertyStream().anyMatch(each -> Pattern.compile(each.getKey())
                        .matcher(key)
                        .find());
    }
}

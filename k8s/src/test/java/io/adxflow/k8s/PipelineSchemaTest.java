package io.adxflow.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.adxflow.job.config.ConfigException;
import io.adxflow.job.config.ConfigSources;
import io.adxflow.job.config.PipelineConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema that editors read agrees with the job about pipeline files. */
class PipelineSchemaTest {
    private static final Path ROOT = Path.of(System.getProperty("adxflow.root"));
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Pattern SAMPLE = Pattern.compile("(?s)```yaml\n(.*?)```");
    private static final Pattern KEYS = Pattern.compile(
            "(?m)^(ingest|monikers|namespaces|subscriptions|senders|limits|listen|batch|agents|retired|storage|auth)(\\.[a-z.-]+)?:");

    private final JsonSchema schema;

    PipelineSchemaTest() throws IOException {
        try (var in = Files.newInputStream(ROOT.resolve("flink-conf/pipeline.schema.json"))) {
            schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(in);
        }
    }

    @Test
    void findsNothingInFilesThatTheJobTakes(@TempDir Path scratch) throws Exception {
        List<String> pipelines = new ArrayList<>(List.of(Files.readString(ROOT.resolve("flink-conf/pipeline.yaml"))));
        for (Path folder : ManifestsTest.folders().toList()) {
            for (JsonNode manifest : Kustomization.render(folder)) {
                String text = manifest.at("/data/pipeline.yaml").asText();
                if (!text.isEmpty()) {
                    pipelines.add(text);
                }
            }
        }
        int samples = 0;
        for (String text : samples()) {
            if (isTaken(text, scratch)) {
                pipelines.add(text);
                samples++;
            }
        }
        System.out.println(samples + " samples of the documents are whole pipeline files");
        assertThat(samples).isPositive();
        for (String text : pipelines) {
            assertThat(schema.validate(YAML.readTree(text))).as(text).isEmpty();
        }
    }

    @Test
    void findsNothingInTheFileOfAllKeysWithEachOfItsKeysSet() throws IOException {
        String all = Files.readString(ROOT.resolve("flink-conf/pipeline.yaml"))
                .replaceAll("(?m)^# ([a-z-]+(\\.[a-z-]+)+: +[^ #].*)$", "$1");

        assertThat(schema.validate(YAML.readTree(all))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bacth: {max-age: 30s}",
                "batch: {max-agee: 30s}",
                "batch.max-agee: 30s",
                "batch: {max-age: soon}",
                "batch: {max-age: 30}",
                "batch: {max-size: 30 parsecs}",
                "archive: {enabled: maybe}",
                "namespaces: {default: {databse: X}}",
                "namespaces.default.databse: X",
                "monikers: {adx: {kind: kusto, pth: /x}}",
                "monikers: {files: {kind: directory, endpoint: http://x}}",
                "subscriptions: {a: {form: [x], to: y}}",
                "control: {source: somewhere}",
                "limits: {a: {weight: heavy}}",
                "ledger: {checkpoints: often}"
            })
    void marksWhatTheJobWouldRefuse(String text, @TempDir Path scratch) throws Exception {
        assertThat(schema.validate(YAML.readTree(text))).as(text).isNotEmpty();
        assertThat(isTaken(text, scratch)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "batch: {max-age: 30s}",
                "batch.max-age: 30 s",
                "{batch: {max-age: 30s}, batch.min-size: 2mb}",
                "ingest.tls: {client-auth: none}",
                "namespaces.default: {database: X}",
                "{namespaces: {default.database: X}}",
                "namespaces: {default: {lift-labels: {job: Job}, lift-attributes.http.method: Method}}",
                "namespaces: {default: {lift-labels: 'job, instance'}}",
                "namespaces: {default: {transform: {on-error: keep}}}",
                "monikers:",
                "{monikers.files.kind: directory, monikers.files.path: /x, namespaces.default.monikers: [files]}"
            })
    void takesEveryWayOfWritingKeys(String text, @TempDir Path scratch) throws Exception {
        assertThat(schema.validate(YAML.readTree(text))).as(text).isEmpty();
        assertThat(isTaken(text, scratch)).as(text).isTrue();
    }

    private static boolean isTaken(String text, Path scratch) throws IOException {
        Path file = Files.writeString(scratch.resolve("pipeline.yaml"), text);
        try {
            var unused = PipelineConfigLoader.load(new ConfigSources(List.of(), file, Map.of(), List.of(), List.of()));
            return true;
        } catch (ConfigException refused) {
            return false;
        }
    }

    /** Blocks of YAML in the documents that set keys of a pipeline file. */
    private static List<String> samples() throws IOException {
        List<String> samples = new ArrayList<>();
        try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".md"))
                    .sorted()
                    .toList()) {
                Matcher blocks = SAMPLE.matcher(Files.readString(file));
                while (blocks.find()) {
                    if (KEYS.matcher(blocks.group(1)).find()) {
                        samples.add(blocks.group(1));
                    }
                }
            }
        }
        return samples;
    }
}

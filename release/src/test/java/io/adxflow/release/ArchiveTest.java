package io.adxflow.release;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the archive holds. */
class ArchiveTest {
    @TempDir
    private static Path scratch;

    private static Path home = Path.of("");

    @BeforeAll
    static void unpack() throws IOException {
        home = Archive.unpack(scratch);
        System.out.printf("%s: %,d bytes%n", Archive.file().getFileName(), Files.size(Archive.file()));
    }

    @Test
    void holdsLauncherCompletionManualConfigurationManifestsAndPapers() {
        assertThat(home.resolve("adxflow")).isExecutable();
        assertThat(Stream.of(
                        "completions/adxflow.bash",
                        "completions/_adxflow",
                        "man/man1/adxflow.1",
                        "flink-conf/config.yaml",
                        "flink-conf/pipeline.yaml",
                        "flink-conf/pipeline.schema.json",
                        "k8s/base/flinkdeployment.yaml",
                        "k8s/helm/adxflow/files/rules.yaml",
                        "docs/operations.md",
                        "LICENSE",
                        "NOTICE",
                        "LICENSES.md",
                        "bom.json",
                        "SECURITY.md"))
                .allSatisfy(file -> assertThat(home.resolve(file)).isNotEmptyFile());
        assertThat(home.resolve("emulator/azurite/install.sh")).isExecutable();
        assertThat(home.resolve("emulator/azurite/node_modules")).doesNotExist();
    }

    @Test
    void holdsEachJarOnceAndNoneOfTheTests() throws IOException {
        assertThat(jars().keySet())
                .hasSizeGreaterThan(100)
                .noneMatch(name -> name.matches("(junit|assertj|.*-tests).*"));
        assertThat(home.resolve("lib/cli").toFile().list())
                .anyMatch(name -> name.startsWith("picocli"))
                .anyMatch(name -> name.startsWith("duckdb_jdbc"))
                .noneMatch(name -> name.startsWith("flink-streaming"));
        assertThat(home.resolve("lib/cluster").toFile().list()).anyMatch(name -> name.startsWith("adxflow-job-"));
    }

    @Test
    void hasABillOfMaterialsOfJustWhatIsInIt() throws Exception {
        Map<String, String> listed = new HashMap<>();
        for (JsonNode component :
                new JsonMapper().readTree(home.resolve("bom.json").toFile()).path("components")) {
            String sha256 = component
                    .path("hashes")
                    .valueStream()
                    .filter(hash -> hash.path("alg").asText().equals("SHA-256"))
                    .map(hash -> hash.path("content").asText())
                    .findFirst()
                    .orElse("");
            listed.put(
                    component.path("name").asText() + "-"
                            + component.path("version").asText(),
                    sha256);
        }
        for (Map.Entry<String, Path> jar : jars().entrySet()) {
            String name = jar.getKey().replaceAll("\\.jar$", "");
            String component = listed.keySet().stream()
                    .filter(each -> name.equals(each) || name.startsWith(each + "-"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(name + " is not in bom.json"));
            // Classifiers share a component's name and not its bytes; our own are known by their sources.
            if (name.equals(component) && !name.startsWith("adxflow-")) {
                assertThat(sha256(jar.getValue())).as(name).isEqualTo(listed.get(component));
            }
        }
        assertThat(listed).hasSizeLessThanOrEqualTo(jars().size());
    }

    @Test
    void passesOnNoticesAndNamesLicences() throws IOException {
        assertThat(Files.readString(home.resolve("NOTICE")))
                .startsWith("adxflow\n")
                .contains("Apache Flink", "Apache Kafka");
        assertThat(Files.readString(home.resolve("LICENSES.md")))
                .contains("## Apache-2.0", "## MIT", "com.google.re2j:re2j", "org.webjars.npm:chart.js");
    }

    @Test
    void hasNothingInItOfWhenAndByWhomItWasBuilt() throws IOException {
        List<TarArchiveEntry> entries = Archive.entries();
        TreeSet<Object> times = new TreeSet<>();
        for (TarArchiveEntry entry : entries) {
            times.add(entry.getLastModifiedTime().toInstant());
            assertThat(entry.getLongUserId()).isZero();
            assertThat(entry.getLongGroupId()).isZero();
            assertThat(entry.getUserName()).isEqualTo("root");
        }
        assertThat(times).hasSize(1);
        for (Map.Entry<String, Path> jar : jars().entrySet()) {
            if (jar.getKey().startsWith("adxflow-")) {
                try (JarFile file = new JarFile(jar.getValue().toFile())) {
                    assertThat(file.stream().map(JarEntry::getLastModifiedTime).distinct())
                            .as(jar.getKey())
                            .hasSize(1);
                }
            }
        }
    }

    @Test
    void hasEveryFileThatTheImageIsMadeOf() throws IOException {
        List<String> lines = Files.readString(home.resolve("Dockerfile"))
                .lines()
                .filter(line -> line.startsWith("COPY"))
                .toList();
        assertThat(lines).isNotEmpty();
        for (String line : lines) {
            List<String> words = List.of(line.split(" +"));
            List<String> sources = words.subList(1, words.size() - 1).stream()
                    .filter(word -> !word.startsWith("--"))
                    .toList();
            assertThat(sources).isNotEmpty().allSatisfy(source -> assertThat(home.resolve(source))
                    .exists());
        }
    }

    private static Map<String, Path> jars() throws IOException {
        Map<String, Path> jars = new HashMap<>();
        try (Stream<Path> files = Files.walk(home.resolve("lib"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(jars.put(file.getFileName().toString(), file))
                        .as(file.toString())
                        .isNull();
            }
        }
        return jars;
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}

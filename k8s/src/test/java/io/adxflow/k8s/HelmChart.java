package io.adxflow.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Our chart, rendered by Helm itself. */
final class HelmChart {
    static final Path FOLDER = Path.of(System.getProperty("adxflow.root"), "k8s/helm/adxflow");

    private static final YAMLMapper YAML = new YAMLMapper();

    /** Any that the chart says it is for. */
    private static final String KUBERNETES = "1.30.0";

    private HelmChart() {}

    /**
     * All manifests of a release.
     *
     * @param values as in a file of values
     */
    static List<JsonNode> render(String release, String values, Path scratch) throws IOException {
        Path file = Files.writeString(Files.createTempFile(scratch, "values", ".yaml"), values);
        String text;
        try {
            text = template(copy(scratch), release, file);
        } catch (UnsatisfiedLinkError | NoClassDefFoundError missing) {
            throw Assumptions.<RuntimeException>abort("no Helm for this system: " + missing.getMessage());
        }
        try (MappingIterator<JsonNode> all = YAML.readerFor(JsonNode.class).readValues(text)) {
            return all.readAll().stream().filter(JsonNode::isObject).toList();
        }
    }

    /** The chart as a release has it: with files in place of links, of each of which Helm would speak. */
    private static Path copy(Path scratch) throws IOException {
        Path copy = Files.createTempDirectory(scratch, "chart");
        try (Stream<Path> files = Files.walk(FOLDER, FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path place = copy.resolve(FOLDER.relativize(file));
                Files.createDirectories(place.getParent());
                Files.copy(file, place);
            }
        }
        return copy;
    }

    private static String template(Path chart, String release, Path values) {
        TemplateCommand command = new Helm(chart)
                .template()
                .withName(release)
                .withNamespace("somewhere")
                .withKubeVersion(KUBERNETES)
                .withValuesFile(values);
        return command.call();
    }
}

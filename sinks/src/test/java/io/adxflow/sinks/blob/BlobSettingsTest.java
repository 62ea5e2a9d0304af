package io.adxflow.sinks.blob;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.sinks.delivery.MonikerSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BlobSettingsTest {
    private static final String CONTAINER = "https://acme.blob.core.windows.net/lake";

    @Test
    void takesAnIdentity() {
        assertThat(problems("container", CONTAINER, "auth", "managed-identity", "prefix", "raw", "format", "parquet"))
                .isEmpty();
    }

    @Test
    void takesASignatureOrAConnectionString() {
        assertThat(problems("container", CONTAINER, "sas-env", "SAS")).isEmpty();
        assertThat(problems("container", "lake", "connection-string-file", "/run/secrets/lake"))
                .isEmpty();
    }

    @Test
    void tellsAllThatIsWrongAtOnce() {
        assertThat(problems(
                        "container",
                        CONTAINER,
                        "format",
                        "orc",
                        "prefix",
                        "a/_b",
                        "block-size",
                        "1kb",
                        "colour",
                        "red"))
                .extracting(problem -> problem.substring(0, problem.indexOf(':')))
                .containsExactlyInAnyOrder("colour", "format", "prefix", "block-size", "auth");
    }

    @Test
    void sendsThoseWhoGiveTheLakesAddressToTheOneThatWorks() {
        assertThat(problems("container", "https://acme.dfs.core.windows.net/lake", "auth", "azure-cli"))
                .singleElement()
                .asString()
                .contains("expected: https://acme.blob.core.windows.net/lake");
    }

    @Test
    void aHierarchicalAccountHasNoIndexTags() {
        assertThat(settings("container", CONTAINER, "auth", "azure-cli").indexTags())
                .isTrue();
        assertThat(settings("container", CONTAINER, "auth", "azure-cli", "hierarchical", "true")
                        .indexTags())
                .isFalse();
        assertThat(problems("container", CONTAINER, "auth", "azure-cli", "hierarchical", "true", "index-tags", "true"))
                .hasSize(1);
    }

    @Test
    void doesNotRepeatASignatureThatWasPutIntoTheUrl() {
        assertThat(problems("container", CONTAINER + "?sig=geheim", "auth", "azure-cli"))
                .isNotEmpty()
                .noneMatch(problem -> problem.contains("geheim"));
    }

    private static List<String> problems(String... keysAndValues) {
        return new BlobDestinationFactory().validate(moniker(keysAndValues));
    }

    private static BlobSettings settings(String... keysAndValues) {
        return new BlobSettingsParser(moniker(keysAndValues)).settings();
    }

    private static MonikerSpec moniker(String... keysAndValues) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            options.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new MonikerSpec("lake", "blob", options);
    }
}

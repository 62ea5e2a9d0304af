package io.adxflow.kql.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.adxflow.kql.Seeds;
import io.adxflow.kql.bind.MapCatalog;
import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.types.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Microsoft's parser and ours accept the same texts, and call and type the columns of their results alike. Where they do not, on purpose, stands in {@link Absences}.
 */
class AgreementTest {
    private static final Pattern BLOCK = Pattern.compile("^```kusto\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);

    @BeforeEach
    void needsNode() {
        assumeThat(MicrosoftParser.problem()).isNull();
    }

    private static List<String> differences(MapCatalog catalog, List<String> texts)
            throws IOException, InterruptedException {
        List<MicrosoftParser.Answer> answers = MicrosoftParser.ask(catalog, texts);
        Comparison comparison = new Comparison(catalog);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            String difference = comparison.difference(texts.get(i), answers.get(i));
            if (difference != null) {
                differences.add(texts.get(i) + "\n  " + difference);
            }
        }
        return differences;
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = AgreementTest.class.getResourceAsStream("/io/adxflow/kql/" + name)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    /** Queries at the edges of the language, one by one. */
    static List<String> edges() throws IOException {
        return Arrays.stream(resource("edges.kql").split("\n"))
                .filter(line -> !line.isBlank())
                .map(line -> line.replace("\\n", "\n"))
                .toList();
    }

    @Test
    @Timeout(600)
    void agreeAtTheEdgesOfTheLanguage() throws Exception {
        List<String> edges = edges();
        assertThat(edges).hasSizeGreaterThan(500);
        assertThat(differences(Tables.small(), edges)).isEmpty();
    }

    @Test
    @Timeout(600)
    void agreeThatQueriesOfDashboardsAndAlertsAreRight() throws Exception {
        List<String> queries = List.of(resource("dashboards.kql").strip().split("\n\n"));
        assertThat(queries).hasSizeGreaterThanOrEqualTo(107).doesNotHaveDuplicates();
        MapCatalog catalog = Tables.shipped(queries);
        assertThat(differences(catalog, queries)).isEmpty();
        assertAccepted(catalog, queries);
    }

    @Test
    @Timeout(600)
    void agreeThatExamplesOfTheDocsAreRight() throws Exception {
        List<String> blocks = new ArrayList<>();
        try (Stream<Path> docs = Files.list(Tables.root().resolve("docs"))) {
            for (Path doc : docs.filter(file -> file.toString().endsWith(".md")).toList()) {
                Matcher block = BLOCK.matcher(Files.readString(doc));
                while (block.find()) {
                    // Grafana fills in its macro before it asks.
                    blocks.add(block.group(1).replace("$__timeFilter(StartTime)", "StartTime > ago(1h)"));
                }
            }
        }
        assertThat(blocks).hasSizeGreaterThan(3);
        MapCatalog catalog = Tables.shipped(blocks);
        assertThat(differences(catalog, blocks)).isEmpty();
        assertAccepted(catalog, blocks);
    }

    @Test
    @Timeout(600)
    void agreeOnEveryFunctionAndEveryTypeOfItsArguments() throws Exception {
        MapCatalog catalog = new MapCatalog("M")
                .table(
                        "M",
                        "A",
                        Tables.schema(
                                "vb:bool, vi:int, vl:long, vr:real, vd:decimal, vt:datetime, vs:timespan, vx:string, vg:guid,"
                                        + " vy:dynamic"));
        List<String> queries = List.copyOf(FunctionCalls.queries());
        assertThat(queries).hasSizeGreaterThan(5_000);
        assertThat(differences(catalog, queries)).isEmpty();
    }

    /** Agreement alone could be one in refusing. */
    private static void assertAccepted(MapCatalog catalog, List<String> queries) {
        Comparison comparison = new Comparison(catalog);
        for (String query : queries) {
            assertThat(comparison.bind(query).results()).as(query).isNotEmpty();
        }
    }

    /**
     * Always the same ones: other seeds find, about once in 5,000 queries, an oddity of one of the two that nobody would write. {@code -Dadxflow.kql.seed=N
     * -Dadxflow.kql.seeds=40} looks for more; what it finds is mended, and becomes an edge.
     */
    @Test
    @Timeout(3_600)
    void agreeOnGeneratedQueriesRightAndWrong() throws Exception {
        List<String> differences = new ArrayList<>();
        for (long seed : Seeds.oneOrMore("queries right and wrong")) {
            MapCatalog catalog = Tables.small();
            List<String> texts = generated(new Random(seed), catalog);
            differences(catalog, texts).forEach(one -> differences.add("seed " + seed + ": " + one));
            long accepted =
                    texts.stream().filter(text -> accepts(catalog, text)).count();
            assertThat(accepted).as("seed " + seed).isBetween(2_000L, 4_500L);
        }
        assertThat(differences).isEmpty();
    }

    private static List<String> generated(Random random, MapCatalog catalog) throws IOException {
        QueryGenerator generator = generator(random, catalog);
        Mutation mutation = new Mutation(random);
        List<String> texts = new ArrayList<>();
        List<String> edges = edges();
        for (int i = 0; i < 5_000; i++) {
            String query = i % 5 == 4 ? edges.get(random.nextInt(edges.size())) : generator.query();
            texts.add(i % 5 < 3 ? query : mutation.ofWord(query));
        }
        return texts;
    }

    private static boolean accepts(MapCatalog catalog, String text) {
        try {
            new Comparison(catalog).bind(text);
            return true;
        } catch (KqlException e) {
            return false;
        }
    }

    static QueryGenerator generator(Random random, MapCatalog catalog) {
        Comparison comparison = new Comparison(catalog);
        return new QueryGenerator(random, List.of("T", "U", "HttpRequestsTotal"), text -> {
            try {
                return comparison.bind(text).results().get(0).operator().schema();
            } catch (KqlException e) {
                return (Schema) null;
            }
        });
    }
}

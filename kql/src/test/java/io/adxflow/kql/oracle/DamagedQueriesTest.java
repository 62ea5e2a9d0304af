package io.adxflow.kql.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.kql.Seeds;
import io.adxflow.kql.bind.BoundQuery;
import io.adxflow.kql.bind.MapCatalog;
import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.syntax.KqlProblem;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever the text, the answer is a query or a problem with a position in it. */
class DamagedQueriesTest {
    private final MapCatalog catalog = Tables.small();
    private final Comparison comparison = new Comparison(catalog);

    @Test
    @Timeout(600)
    void areAnsweredByAProblemWithAPositionOrByAQuery() throws Exception {
        for (long seed : Seeds.oneOrMore("damaged queries")) {
            damage(seed);
        }
    }

    private void damage(long seed) throws Exception {
        Random random = new Random(seed);
        QueryGenerator generator = AgreementTest.generator(random, catalog);
        Mutation mutation = new Mutation(random);
        List<String> edges = AgreementTest.edges();
        int refused = 0;
        for (int i = 0; i < 10_000; i++) {
            String text = i % 3 == 0 ? edges.get(random.nextInt(edges.size())) : generator.query();
            for (int damages = random.nextInt(1, 4); damages > 0 && !text.isEmpty(); damages--) {
                text = random.nextBoolean() ? mutation.ofLetters(text) : mutation.ofWord(text);
            }
            refused += isRefused(text, "seed " + seed) ? 1 : 0;
        }
        assertThat(refused).as("seed " + seed).isBetween(5_000, 9_990);
    }

    private boolean isRefused(String text, String what) {
        try {
            BoundQuery query = comparison.bind(text);
            assertThat(query.results()).as(what + ": " + text).isNotEmpty();
            return false;
        } catch (KqlException e) {
            KqlProblem problem = e.problem();
            assertThat(problem.span().offset()).as(what + ": " + text).isBetween(0, text.length());
            assertThat(problem.span().end()).as(what + ": " + text).isBetween(0, text.length() + 1);
            assertThat(problem.message()).as(what + ": " + text).isNotBlank();
            assertThat(problem.pretty(text)).as(what + ": " + text).contains("^");
            return true;
        }
    }

    @Test
    @Timeout(600)
    void thatAreDeepOrWideOrDoubleThemselvesEndAtALimit() {
        for (String text : List.of(
                "print " + "(".repeat(100_000) + "1" + ")".repeat(100_000),
                "print x = 1" + " + 1".repeat(50_000),
                "print " + "-".repeat(10_000) + "1",
                "print dynamic(" + "[".repeat(50_000) + "]".repeat(50_000) + ")",
                "print " + "strlen(".repeat(20_000) + "\"\"" + ")".repeat(20_000),
                "T" + " | where true".repeat(5_000),
                "T | where " + "not(".repeat(10_000) + "true" + ")".repeat(10_000),
                "T | where n in (" + "(".repeat(5_000) + "1" + ")".repeat(5_000) + ")",
                "T | mv-apply Labels on (".repeat(2_000),
                "print Labels" + ".a".repeat(100_000),
                "T | project x = Labels" + ".a".repeat(100_000),
                "T | project x = Labels" + "[0]".repeat(100_000),
                doubling("let a%d = a%d + a%d; ", "let a0 = rand(); ", "print a60"),
                doubling("let a%d = union a%d, a%d; ", "let a0 = T; ", "a60"),
                doubling("let a%d = (x:long) { a%d(x) + a%d(x) }; ", "let a0 = (x:long) { x + 1 }; ", "print a60(1)"),
                chained("let a%d = a%d + 1.5; ", "let a0 = rand(); ", "print a5000", 5_000),
                chained("let a%d = a%d | where true; ", "let a0 = T; ", "a5000", 5_000),
                chained("let a%d = () { a%d }; ", "let a0 = () { T }; ", "a3000", 3_000),
                "print '" + "a".repeat(3_000_000) + "'")) {
            try {
                comparison.bind(text);
                assertThat(text.substring(0, 60)).as("a limit").isNull();
            } catch (KqlException e) {
                assertThat(e.problem().kind())
                        .as(text.substring(0, 60) + ": " + e.getMessage())
                        .isIn(KqlProblem.Kind.LIMIT, KqlProblem.Kind.SYNTAX);
            }
        }
    }

    private static String doubling(String line, String first, String last) {
        StringBuilder text = new StringBuilder(first);
        for (int i = 1; i <= 60; i++) {
            text.append(String.format(line, i, i - 1, i - 1));
        }
        return text.append(last).toString();
    }

    private static String chained(String line, String first, String last, int length) {
        StringBuilder text = new StringBuilder(first);
        for (int i = 1; i <= length; i++) {
            text.append(String.format(line, i, i - 1));
        }
        return text.append(last).toString();
    }

    @Test
    @Timeout(600)
    void thatAreLargeAndRightAreBound() {
        StringBuilder list = new StringBuilder("T | where SeriesId in (0");
        for (int i = 1; i < 50_000; i++) {
            list.append(',').append(i);
        }
        assertThat(comparison.bind(list + ")").results()).hasSize(1);
        StringBuilder any = new StringBuilder("T | where Host == ''");
        for (int i = 0; i < 10_000; i++) {
            any.append(" or Host == 'h").append(i).append('\'');
        }
        assertThat(comparison.bind(any.toString()).results()).hasSize(1);
        assertThat(comparison.bind("T" + " | where n > 1".repeat(300)).results())
                .hasSize(1);
    }
}

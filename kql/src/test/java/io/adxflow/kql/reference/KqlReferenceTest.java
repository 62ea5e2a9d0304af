package io.adxflow.kql.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.kql.bind.BindRequest;
import io.adxflow.kql.bind.Binder;
import io.adxflow.kql.bind.MapCatalog;
import io.adxflow.kql.cases.CaseFiles;
import io.adxflow.kql.cases.KqlCase;
import io.adxflow.kql.functions.FunctionRegistry;
import io.adxflow.kql.functions.KqlFunction;
import io.adxflow.kql.library.Library;
import io.adxflow.kql.rows.RowReference;
import io.adxflow.kql.syntax.KqlException;
import io.adxflow.kql.types.Column;
import io.adxflow.kql.types.KqlType;
import io.adxflow.kql.types.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/kql.md says what is so. */
class KqlReferenceTest {
    private static final Path PAGE =
            Path.of(System.getProperty("adxflow.root", "..")).resolve("docs/kql.md");
    private static final String BEGIN = "<!-- generated: begin -->\n";
    private static final String END = "<!-- generated: end -->\n";

    @Test
    void thePageIsWhatTheEngineSays() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        String generated = "\n" + new KqlReference().markdown() + "\n";
        if (Boolean.getBoolean("kql.reference.write")) {
            Files.writeString(PAGE, page.substring(0, begin) + generated + page.substring(end));
            return;
        }
        assertThat(page.substring(begin, end))
                .as(
                        "docs/kql.md: mvn -pl kql test -Dtest=KqlReferenceTest -Dsurefire.argLine=-Dkql.reference.write=true writes it")
                .isEqualTo(generated);
    }

    @Test
    void whatDiffersHasACaseThatShowsIt() {
        Set<String> shown = CaseFiles.all().stream()
                .filter(one -> one.differsIn("sql"))
                .flatMap(one -> KqlReference.SQL_DIFFERS.keySet().stream().filter(name -> calls(one, name)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(shown).isEqualTo(new TreeSet<>(KqlReference.SQL_DIFFERS.keySet()));
    }

    @Test
    void aCaseThatDiffersIsOnThePage() {
        assertThat(CaseFiles.all().stream().filter(one -> one.differsIn("sql")))
                .allSatisfy(one -> assertThat(KqlReference.SQL_DIFFERS.keySet()).anyMatch(name -> calls(one, name)));
        assertThat(CaseFiles.all().stream().filter(one -> one.differsIn("rows")))
                .isEmpty();
    }

    private static boolean calls(KqlCase one, String name) {
        KqlFunction function = FunctionRegistry.builtIn().scalar(name);
        KqlFunction operator = FunctionRegistry.builtIn().operator(name);
        return Pattern.compile(
                        KqlReference.call(function != null ? function : java.util.Objects.requireNonNull(operator)))
                .matcher(one.query())
                .find();
    }

    @Test
    void theLibraryHasNoFunctionThatNoQueryCanCall() {
        Set<String> callable = FunctionRegistry.builtIn().scalars().stream()
                .map(KqlFunction::name)
                .collect(Collectors.toSet());
        RowReference.ownFunctions().forEach(function -> callable.add(function.name()));
        // What tohex() calls for an int.
        callable.add("tohex32");
        assertThat(callable).containsAll(Library.builtIn().names());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "T | fork (count) (take 1)",
                "T | facet by a",
                "T | scan with (step s: true => x = 1;)",
                "T | top-nested 2 of a by count()",
                "T | top-hitters 2 of a",
                "T | reduce by b",
                "T | consume",
                "T | evaluate autocluster()",
                "find in (T) where a == 1",
                "externaldata (a:long) ['https://x']"
            })
    void whatThePageCallsAbsentIsRefused(String query) {
        MapCatalog catalog = new MapCatalog("db")
                .table("db", "T", new Schema(List.of(new Column("a", KqlType.LONG), new Column("b", KqlType.STRING))));
        assertThatThrownBy(() -> Binder.bind(query, new BindRequest(catalog, Instant.EPOCH)))
                .isInstanceOf(KqlException.class)
                .hasMessageContaining("is not there");
    }
}

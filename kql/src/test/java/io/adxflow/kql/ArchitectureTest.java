package io.adxflow.kql;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The borders that the packages of the language promise. */
@AnalyzeClasses(packages = "io.adxflow.kql", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] LANGUAGE = {
        "io.adxflow.kql.syntax..", "io.adxflow.kql.types..", "io.adxflow.kql.bind..", "io.adxflow.kql.functions.."
    };

    @ArchTest
    static final ArchRule THE_LANGUAGE_KNOWS_THE_JDK_ALONE = noClasses()
            .that()
            .resideInAnyPackage(LANGUAGE)
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    "java..",
                    "org.jspecify..",
                    "io.adxflow.kql.syntax..",
                    "io.adxflow.kql.types..",
                    "io.adxflow.kql.bind..",
                    "io.adxflow.kql.functions..");

    @ArchTest
    static final ArchRule SYNTAX_AND_FUNCTIONS_DO_NOT_KNOW_THE_BINDER = noClasses()
            .that()
            .resideInAnyPackage("io.adxflow.kql.syntax..", "io.adxflow.kql.functions..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.adxflow.kql.bind..");

    @ArchTest
    static final ArchRule NEITHER_THE_LANGUAGE_NOR_ROW_PROGRAMS_KNOW_FLINK_OR_DUCKDB = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.adxflow.kql.syntax..",
                    "io.adxflow.kql.types..",
                    "io.adxflow.kql.bind..",
                    "io.adxflow.kql.functions..",
                    "io.adxflow.kql.rows..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.flink..", "org.duckdb..", "java.sql..");
}

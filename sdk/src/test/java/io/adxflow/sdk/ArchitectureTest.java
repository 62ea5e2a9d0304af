package io.adxflow.sdk;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;

@AnalyzeClasses(packages = "io.adxflow.sdk", importOptions = ArchitectureTest.ProductionCode.class)
class ArchitectureTest {
    static final class ProductionCode implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/");
        }
    }

    private static final String[] API = Sdk.API_PACKAGES.toArray(String[]::new);

    /** Else an extension would miss a class at run time. */
    @ArchTest
    static final ArchRule whatExtensionsSeeNeedsNothingElse = classes()
            .that()
            .resideInAnyPackage(API)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(concat(API, "java..", "org.jspecify.annotations"));

    @ArchTest
    static final ArchRule nothingKnowsFlink =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("org.apache..", "io.netty..", "io.vertx..");

    @ArchTest
    static final ArchRule contractTestsNeedTheApiAlone = classes()
            .that()
            .resideInAPackage("io.adxflow.sdk.contract")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(concat(API, "java..", "org.jspecify.annotations", "io.adxflow.sdk.contract"));

    private static String[] concat(String[] some, String... more) {
        String[] all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }
}

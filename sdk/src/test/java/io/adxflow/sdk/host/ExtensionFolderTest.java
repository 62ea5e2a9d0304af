package io.adxflow.sdk.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sdk.Sdk;
import io.adxflow.sdk.agents.AgentFormat;
import io.adxflow.sdk.agents.Grant;
import io.adxflow.sdk.contract.ExtensionJar;
import io.adxflow.sdk.detect.Detector;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtensionFolderTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    /** What extensions in jars are made of: its name says where its class came from. */
    public static class Good implements AgentFormat {
        @Override
        public String name() {
            return "good";
        }

        @Override
        public String contentType() {
            return "text/plain";
        }

        @Override
        public String render(Grant grant, String tokenFile) {
            return String.valueOf(getClass().getClassLoader().getName()) + " "
                    + Thread.currentThread().getContextClassLoader().getName();
        }
    }

    public static final class OtherGood extends Good {
        @Override
        public String name() {
            return "other";
        }
    }

    public static final class BadName extends Good {
        @Override
        public String name() {
            return "Not a name";
        }
    }

    public static final class Throwing extends Good {
        public Throwing() {
            throw new StackOverflowError("at once");
        }
    }

    public static final class Hanging extends Good {
        @Override
        public String name() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "hanging";
        }
    }

    /** Wants what only the job has. */
    public static final class Curious extends Good {
        @Override
        public String name() {
            return PluginFolder.NONE.path() + "curious";
        }
    }

    public static final class LaterBad extends Good {
        @Override
        public String name() {
            return "later-bad";
        }

        @Override
        public String contentType() {
            throw new IllegalStateException("no type");
        }

        @Override
        public String render(Grant grant, String tokenFile) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "";
        }
    }

    private static ExtensionJar jar(Class<?> provider) throws Exception {
        return new ExtensionJar()
                .version(Sdk.VERSION)
                .classes(Good.class, provider)
                .provides(AgentFormat.class, provider);
    }

    private Extensions load(Duration patience) {
        return ExtensionFolder.load(folder.toString(), patience);
    }

    private static List<String> names(Extensions extensions) {
        return extensions.agentFormats().stream().map(Extension::name).toList();
    }

    private static Grant grant() {
        return new Grant("a", "n", Set.of(), "", "", null, Map.of(), "", 0, 0, 0);
    }

    private static String rendered(Extensions extensions, String name) throws ExtensionException {
        return extensions.agentFormat(name).ask("render", format -> format.render(grant(), ""));
    }

    @Test
    void loadsEachJarAndEachFolderOfJarsApart() throws Exception {
        jar(Good.class).writeTo(folder.resolve("a.jar"));
        Path own = Files.createDirectory(folder.resolve("b"));
        // Its classes lie in two jars of its own.
        new ExtensionJar().classes(Good.class).writeTo(own.resolve("library.jar"));
        new ExtensionJar()
                .version(Sdk.VERSION)
                .classes(OtherGood.class)
                .provides(AgentFormat.class, OtherGood.class)
                .writeTo(own.resolve("main.jar"));
        Files.writeString(folder.resolve("README.txt"), "no extension");

        Extensions extensions = load(LONG);

        assertThat(extensions.refusals()).isEmpty();
        assertThat(names(extensions)).containsExactly("good", "other");
        assertThat(rendered(extensions, "good"))
                .as("its class' loader, and the thread's")
                .isEqualTo("a.jar a.jar");
        assertThat(rendered(extensions, "other")).isEqualTo("b b");
    }

    @Test
    void refusesWhatIsBrokenAndTakesTheRest() throws Exception {
        jar(Good.class).writeTo(folder.resolve("good.jar"));
        jar(Throwing.class).writeTo(folder.resolve("throwing.jar"));
        jar(BadName.class).writeTo(folder.resolve("bad-name.jar"));
        jar(Curious.class).writeTo(folder.resolve("curious.jar"));
        jar(Good.class).version(Sdk.VERSION + 1).writeTo(folder.resolve("newer.jar"));
        jar(Good.class).writeTo(folder.resolve("zz-twice.jar"));
        new ExtensionJar().classes(Good.class).writeTo(folder.resolve("no-description.jar"));
        new ExtensionJar().version(Sdk.VERSION).writeTo(folder.resolve("nothing.jar"));
        new ExtensionJar()
                .version(Sdk.VERSION)
                .text("META-INF/services/" + Detector.class.getName(), "io.nobody.Missing")
                .writeTo(folder.resolve("missing.jar"));
        Files.writeString(folder.resolve("no-archive.jar"), "not a jar");

        Extensions extensions = load(LONG);

        assertThat(names(extensions)).containsExactly("good");
        assertThat(extensions.refusals())
                .satisfiesExactlyInAnyOrder(
                        refusal -> assertThat(refusal).contains("throwing.jar", "StackOverflowError"),
                        refusal -> assertThat(refusal).contains("bad-name.jar", "'Not a name'"),
                        refusal -> assertThat(refusal).contains("curious.jar", "PluginFolder"),
                        refusal -> assertThat(refusal).contains("newer.jar", "sdk-version is 2, and this job's is 1"),
                        refusal -> assertThat(refusal).contains("zz-twice.jar", "good.jar provides already"),
                        refusal -> assertThat(refusal).contains("no-description.jar", Sdk.DESCRIPTION),
                        refusal -> assertThat(refusal).contains("nothing.jar", "provides nothing"),
                        refusal -> assertThat(refusal).contains("missing.jar", "io.nobody.Missing"),
                        refusal -> assertThat(refusal).contains("no-archive.jar", Sdk.DESCRIPTION));
    }

    @Test
    void doesNotWaitForOneThatHangs() throws Exception {
        jar(Good.class).writeTo(folder.resolve("good.jar"));
        jar(Hanging.class).writeTo(folder.resolve("hanging.jar"));

        Extensions extensions = load(Duration.ofMillis(200));

        assertThat(extensions.refusals()).singleElement().asString().contains("hanging.jar", "did not come back");
    }

    @Test
    void turnsFaultsIntoOneException() throws Exception {
        jar(LaterBad.class).writeTo(folder.resolve("later.jar"));
        Extension<AgentFormat> format = load(Duration.ofMillis(500)).agentFormat("later-bad");

        assertThatThrownBy(() -> format.ask("contentType", AgentFormat::contentType))
                .isInstanceOf(ExtensionException.class)
                .hasMessageContaining("later.jar: later-bad contentType threw")
                .hasMessageContaining("no type");
        assertThatThrownBy(() -> format.ask("render", one -> one.render(grant(), "")))
                .hasMessageContaining("did not come back");
        assertThatThrownBy(() -> format.ask("contentType", AgentFormat::contentType))
                .as("no further thread is lost to it")
                .hasMessageContaining("has not come back since");
    }

    @Test
    void isKnownToTheProcessThatReadsAJobsDescription() throws Exception {
        jar(OtherGood.class).writeTo(folder.resolve("other.jar"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new PluginFolder(folder.toString()));
        }
        assertThat(Extensions.inUse().agentFormat("other")).isNull();

        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        assertThat(Extensions.inUse().agentFormat("other")).isNotNull();
    }

    @Test
    void tellsOfAFolderThatIsNotThere() {
        assertThat(ExtensionFolder.load(folder.resolve("absent").toString()).refusals())
                .singleElement()
                .asString()
                .contains("absent");
    }
}

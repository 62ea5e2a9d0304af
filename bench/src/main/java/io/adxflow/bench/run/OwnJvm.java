package io.adxflow.bench.run;

import java.util.ArrayList;
import java.util.List;

/** How this process starts another of the classes on its class path, in the same kind of JVM. */
public final class OwnJvm {
    private OwnJvm() {}

    /** The executable that this process runs in. */
    public static String java() {
        return ProcessHandle.current().info().command().orElse("java");
    }

    /** The words of a command; its list may be changed. */
    public static List<String> command(List<String> jvmOptions, Class<?> main, List<String> arguments) {
        List<String> words = new ArrayList<>(List.of(java()));
        words.addAll(jvmOptions);
        words.addAll(List.of("-cp", System.getProperty("java.class.path", ""), main.getName()));
        words.addAll(arguments);
        return words;
    }
}

package dev.diskless.examples.gate.bad.high;

import dev.diskless.examples.gate.bad.high.internal.Hidden;
import java.io.File;
import java.util.List;
import java.util.Map;
import org.opentest4j.AssertionFailedError;

/** Shows what users cannot see, once in every place of a signature. */
public final class Shown {

    public static final class Extending extends Hidden {}

    public static final class Parameter {
        public void broken(Hidden[] parameter) {}
    }

    public static final class Result {
        public Map<String, List<? extends Hidden>> broken() {
            return Map.of();
        }
    }

    public static final class Throwing {
        public void broken() throws AssertionFailedError {}
    }

    public static class Bounded<T extends Hidden> {}

    public static class Constant {
        protected static final Hidden BROKEN = new Hidden();
    }

    public static final class Filing {
        public List<File> broken() {
            return List.of();
        }
    }

    /** Keeps to the rules: what it uses is not seen. */
    public static final class Sound {
        private final Hidden field = new Hidden();

        Hidden sound() {
            return field;
        }
    }

    private Shown() {}
}

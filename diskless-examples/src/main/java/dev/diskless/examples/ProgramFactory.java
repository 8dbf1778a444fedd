package dev.diskless.examples;

import dev.diskless.progress.Cancellation;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes programs, and gives them the token that ends their work. */
record ProgramFactory(Cancellation cancellation) implements IFactory {

    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (type == BuildImage.class) {
            return type.cast(new BuildImage(cancellation));
        }
        if (type == Inspect.class) {
            return type.cast(new Inspect(cancellation));
        }
        return CommandLine.defaultFactory().create(type);
    }
}

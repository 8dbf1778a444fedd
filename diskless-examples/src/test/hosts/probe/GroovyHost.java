package probe;

import groovy.lang.Binding;
import groovy.lang.GroovyClassLoader;
import groovy.lang.GroovyShell;
import java.io.File;
import java.util.Arrays;

/** Runs a Groovy script with jars that only the loader of the script sees: {@code GroovyHost JARS SCRIPT ARGUMENTS}. */
public final class GroovyHost {

    private GroovyHost() {}

    public static void main(String[] arguments) throws Exception {
        GroovyClassLoader loader = new GroovyClassLoader(GroovyHost.class.getClassLoader());
        for (String jar : arguments[0].split(File.pathSeparator)) {
            loader.addURL(new File(jar).toURI().toURL());
        }
        new GroovyShell(loader, new Binding())
                .run(new File(arguments[1]), Arrays.asList(arguments).subList(2, arguments.length));
    }
}

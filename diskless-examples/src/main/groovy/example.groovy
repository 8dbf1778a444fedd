// Builds an image, opens it and says what is on it. From the top folder of the project:
//   groovy --classpath "$(./diskless-examples/run --class-path)" diskless-examples/src/main/groovy/example.groovy
// In a Jenkins pipeline, keep all of this inside one method that is marked @NonCPS: an open medium cannot be saved.
import dev.diskless.Diskless
import dev.diskless.examples.miniature.MiniatureMedium
import java.nio.file.Files

def folder = Files.createTempDirectory('diskless-example-')
MiniatureMedium.create(folder.resolve('medium')).withCloseable { medium ->
    println Diskless.image(folder.resolve('stick.img'))
        .boot(medium.root())
        .size(64 << 20)
        .hostname('edge-1')
        .packages('hello')
        .overlay { o -> o.text('etc/motd', 'hello\n') }
        .build()
}
Diskless.open(folder.resolve('stick.img')).withCloseable { stick ->
    assert stick.overlays()*.fileName() == ['edge-1.apkovl.tar.gz']
}
Files.delete(folder.resolve('stick.img'))
Files.delete(folder)

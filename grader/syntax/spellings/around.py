"""Words and code around a formula, and words between formulas: a closed list, each line with examples of how it is written.

``{}`` in an example is the formula.  Declared names win over all of it.  A test reads every example.
"""

LINKS: dict[str, tuple[str, ...]] = {
    "so|thus|hence|therefore|then|consequently|finally|now|next": ("so {}", "thus, {}", "Therefore: {}", "then {}"),
    "it follows(?: that)?|we have|we find|we (?:then )?(?:get|obtain)|i (?:get|got|have|obtain|find)|one (?:gets|obtains)|get":
        ("we get {}", "so I get {}", "It follows that {}"),
    "(?:this |which |that )?(?:gives|yields|equals|simplifies to|becomes|is equal to|is the same as)|giving|(?:this|that|which) is"
    "|it is|it's|that's|i\\.e\\.": ("this gives {}", "which simplifies to {}", "it is {}", "which is {}", "i.e. {}"),
    "simplified|simplifying|in total|altogether|in short|note that|return|to get|we can write": ("simplified: {}", "return {}"),
    "(?:also|daher|deshalb|damit|somit|folglich|dann|insgesamt)(?: gilt| folgt| ist)?|es folgt|es gilt|das ergibt|das ist"
    "|(?:man|wir|ich) (?:habe|haben|erhält|erhalten|erhalte|bekommt|bekommen|bekomme)": (
        "also {}", "daher: {}", "wir erhalten {}"),
    "donc|alors|quindi|dunque|entonces|dus|daarom|we krijgen|por (?:lo )?tanto|on obtient|se obtiene|si ottiene": (
        "donc {}", "dus {}", "quindi: {}", "por lo tanto {}"),
}
"""What leads from one formula to the next."""

NOUNS = ("answer|ans|solution|sol|result|derivative|gradient|jacobian|hessian|slope|formula|expression|differential|value|final"
         "|anti-?derivative|primitive|integral|curl|divergence|laplacian|determinant|stammfunktion|rotation|divergenz|determinante"
         "|taylor polynomial|difference quotient|absolute value|(?:dot|inner|scalar) product|vector|entry"
         "|taylorpolynom|differenzenquotient|betrag|skalarprodukt|jacobi-?matrix|(?:zeilen|spalten)?vektor|eintrag"
         "|antwort|lösung|loesung|ergebnis|ableitung|resultat|lsg|respuesta|resultado|solución|derivada|gradiente|réponse|résultat|dérivée"
         "|risposta|risultato|soluzione|derivata|limit|grenzwert|límite|limite|limiet|intégrale|integrale|integraal|area|fläche|oppervlakte"
         "|hesse-?matrix|(?:matrice )?(?:jacobienne|hessienne)|(?:matriz )?(?:jacobiana|hessiana)|afgeleide|gradiënt|antwoord|oplossing"
         "|primitiva|développement limité|polynôme de taylor|polinomio (?:de|di) taylor|taylorpolynoom|divergencia|divergenza|laplaciano"
         "|laplacien|rotationnel|rotacional|rotore")
QUALITIES = ("the|an?|my|our|this|that|its|final|full|total|partial|general|indefinite|definite|correct|right|required"
             "|desired|requested|simplified|first|matrix|row|column|vector|as an?|als"
             "|der|die|das|eine?|meine?|unsere?|gesuchte|partielle|endgültige|totale|erste|la|el|il|le|lo|mi|ma|mia|une?|una|uno|de|het|een")
ALONE = "answer|ans|solution|sol|result|antwort|lösung|loesung|ergebnis|lsg|(?:row|column) vector|(?:zeilen|spalten)vektor|entry|eintrag"
"""Nouns that need no verb: ``Answer 2x``."""
VERBS = "is(?: equal to)?|are|equals|becomes|lautet|ist|sind|beträgt|est|es|è"
LABELS: tuple[str, ...] = (
    "Answer: {}", "the answer is {}", "My final answer is: {}", "The derivative is {}", "the derivative of f is {}", "Solution: {}",
    "Antwort: {}", "derivative = {}", "The gradient of f(x) is {}", "Die Ableitung ist {}", "Die Ableitung von f lautet {}",
    "Final answer: {}", "ans = {}", "Result:\n{}", "Respuesta: {}", "Réponse : {}", "Risposta: {}", "La derivada es {}",
    "La dérivée est {}", "La derivata è {}", "The general antiderivative is {}", "The curl of F is {}", "Eine Stammfunktion ist {}",
    "The gradient vector is {}", "The Taylor polynomial is {}", "Das Taylorpolynom lautet {}", "The difference quotient is {}",
    "the dot product is {}", "Betrag: {}", "The limit is {}", "Grenzwert: {}", "El límite es {}", "La limite est {}", "Il limite è {}",
    "De gradiënt is {}", "De afgeleide van f is {}", "Une primitive est {}", "Una primitiva è {}", "La matriz jacobiana es {}",
    "La matrice hessienne est {}", "Le développement limité est {}", "La derivada de f es {}", "La dérivée de f est {}",
    "The absolute value is {}", "Die Jacobi-Matrix ist {}", "the gradient is the row vector {}",
    "row vector: {}", "als Zeilenvektor: {}", "as a column vector: {}", "the entry {}",
)
"""A noun of ``NOUNS``, with ``QUALITIES`` before it, of what it is, and a verb, a colon or a line break."""

RULES = ("chain|product|quotient|power|sum|exponent(?:ial)?|logarithm|log|trace|inverse|constant|multiple|reverse|general|leibniz|matrix")
GERMAN_RULES = "kettenregel|produktregel|quotientenregel|potenzregel|summenregel|faktorregel"
FOREIGN_RULES = ("(?:la |l['’]|le )?(?:règle|dérivation|dérivée) (?:de (?:la )?chaîne|en chaîne|du quotient|du produit|des? puissances?)"
                 "|(?:la )?(?:regla|regola) (?:de la cadena|della catena|del (?:cociente|quoziente|producto|prodotto)|delle potenze)"
                 "|(?:de )?(?:ketting|product|quotiënt|quotient|macht|som)regel")
OTHER_REASONS = "definition|linearity|symmetry|inspection|substitution|simplification|simplifying"
REASONS: tuple[str, ...] = (
    "{} by the chain rule", "{} (chain rule)", "{}, using the product rule", "by the chain rule, {}", "{} [product rule]",
    "{} by chain rule and product rule", "Using the chain rule: {}", "chain rule: {}", "{}, by definition", "mit der Kettenregel {}",
    "{} (Kettenregel)", "nach der Produktregel: {}", "{} - chain rule", "applying the chain rule we get {}", "{} with the power rule",
    "From the chain rule, {}", "{} (by the chain rule)", "By applying the product rule, we have {}", "D'après la règle du quotient, {}",
    "Por la regla de la cadena: {}", "per la regola del prodotto, {}", "{} (kettingregel)", "{} par la règle de la chaîne",
)
"""Why it is so: a word such as "by", "using" or "nach", and a rule or one of ``OTHER_REASONS``."""
BECAUSE = ("by(?: (?:applying|using|means of))?|using|with|from|via|through|due to|applying|apply|use|follows from"
           "|mit|nach|wegen|laut|per|after|durch|d['’]après|selon|par|por|según|secondo|con|met|volgens")

ENDINGS: dict[str, tuple[str, ...]] = {
    "is (?:the|my|our) (?:final )?(?:answer|solution|result|derivative)": ("{} is the answer", "{} is my final answer"),
    "as (?:required|desired|requested|asked|expected)|q\\.?e\\.?d\\.?|done|fertig|simplified|rounded|gerundet|in total|(?:final )?answer": (
        "{}, as required", "{} qed", "{} (simplified)", "{} (rounded)"),
    "as an? (?:row|column)(?: vector)?|als (?:zeilen|spalten)vektor|(?:dot|inner|scalar) product|skalarprodukt": (
        "{} as a row vector", "{}, als Spaltenvektor", "{} (dot product)"),
    "\\[?(?:(?:(?:square|sq\\.?|cubic|cu\\.?) ?)?units?(?:\\^?\\{?[23]\\}?|[²³])?|flächeneinheiten|(?-i:FE|LE|VE)"
    "|unit(?:és|à)(?: (?:d['’]aire|di superficie))?|unidades(?: cuadradas)?)\\]?": (
        "{} square units", "{} units²", "{} FE", "{} [FE]", "{} Flächeneinheiten"),
    "(?:[✓✔✅☑👍🙂😊😀🤔🎉]\ufe0f?)+|□|■|∎|\\\\checkmark|\\\\qed|\\\\blacksquare|\\\\square": ("{} ✓", "{} ∎", "{} \\checkmark"),
}
"""What closes an answer."""

COMMENTS: tuple[str, ...] = ("{} # chain rule", "{} % chain rule", "{} // done", "{}  # by the chain rule\n")
MARKUP: tuple[str, ...] = (
    "**{}**", "`{}`", "```\n{}\n```", "\"{}\"", "$${}$$", "$$\\boxed{{{}}}$$", "{}\\tag{{1}}", "{} \\label{{eq:a}}", "\\fbox{{{}}}",
    "\\[{}\\]", "__{}__", "\\text{{Answer: }} {}", "\\underline{{\\underline{{{}}}}}", "“{}”",
)
COUNTED: tuple[str, ...] = ("a) {}", "1) {}", "(i) {}", "• {}", "b. {}")
"""Enumerations and bullets in front; a letter that is declared is a factor."""
BULLETS = "*•▪◦‣"
MARKS = "✓✔✅☑👉👍🙂😊😀🤔🎉⭐📝💡➡"
"""What stands in front of an answer, or behind it, and only says how content somebody is."""
DASHES = "−–-"
"""Signs of minus, which are typed as bullets too; the plain one comes last, where it makes no range in a pattern."""

MODULES = "np|numpy|jnp|jax|math|Math|cmath|sp|sympy|torch|tf|scipy"
ARRAYS = "array|asarray|matrix|Matrix|ImmutableMatrix|tensor|vector|Vector|mat|stack"
CODE: tuple[tuple[str, str], ...] = (
    ("np.sin(x)", "sin(x)"), ("math.exp(2*x)", "exp(2x)"), ("sympy.sqrt(x)", "sqrt(x)"), ("np.power(x, 3)", "x^3"), ("pow(x,3)", "x^3"),
    ("torch.log(x)", "log(x)"), ("np.array([[x, 2]])", "[x, 2]"), ("np.array([x, 2])", "[x, 2]"),
    ("Matrix([[x, 2], [3, x]])", "[x, 2; 3, x]"),
    ("Matrix([x, 2])", "[x; 2]"), ("sp.Matrix([[x], [2]])", "[x; 2]"), ("c(x, 2)", "[x, 2]"), ("matrix(c(x, 2), nrow=1)", "[x, 2]"),
    ("matrix(c(x, 2), ncol=1)", "[x; 2]"), ("matrix(c(x, 2, 3, x^2), nrow=2, byrow=TRUE)", "[x, 2; 3, x^2]"),
    ("matrix(c(x, 2, 3, x^2), nrow=2)", "[x, 2; 3, x^2]^T"), ("matrix(c(x, 2, 3, x^2), ncol=2)", "[x, 2; 3, x^2]^T"),
    ("rbind(c(x, 2), c(3, x))", "[x, 2; 3, x]"), ("Rational(1,2)*x", "(1/2)*x"), ("lambda x: 2*x**3", "2x^3"), ("2*x**3;", "2x^3"),
    ("return 2*x", "2x"), ("np.linalg.norm([x, 2])", "norm([x, 2])"),
)
"""Code of Python, NumPy, SymPy, PyTorch and R, and what it is read as."""

AND = ("and", "und")
AND_ALONE = rf"(?<![^\W\d_])(?:{'|'.join(AND)})(?![^\W\d_])"
"""A pattern: one of these words, and no part of a longer one."""
FOREIGN_AND = ("et", "en", "ed", "e", "y")
"""The same in French, Dutch, Italian and Spanish: they may be names, and products of names."""
OR = {"or", "oder", "bzw", "\\lor", "\\vee", "∨"}
WHERE = {"where", "with", "wobei", "mit", "let", "set", "define", "sei", "setze", "put", "wo", "substituting", "substitute", "setting",
         "using", "taking", "avec", "où", "donde", "dove", "con"}
LOOPS = ("for", "für", "fuer", "where")
"""Words before a condition: one behind an answer says where it holds, several make cases."""
FOR = {"for", "für", "fuer", "whenever", "provided", "assuming", "forall"}
AT = {"at", "evaluated", "bei"}
"""Words that join statements: answers, definitions, conditions, a place."""

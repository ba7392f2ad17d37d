//! The arguments of an attribute: `name`, `name = value`, `name(…)`.

use crate::source::DefaultSource;
use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, Lit, Token, UnOp, parenthesized, token};
use zmig_core::nearest;

/// One argument.
#[derive(Clone)]
pub(crate) struct Arg {
    pub(crate) name: Ident,
    pub(crate) value: ArgValue,
}

/// What stands behind an argument's name.
#[derive(Clone)]
pub(crate) enum ArgValue {
    /// Nothing.
    Flag,
    /// `= value`
    Is(Box<Expr>),
    /// `(…)`
    List(Vec<Arg>),
}

/// All arguments of an attribute.
pub(crate) fn parse(tokens: TokenStream) -> syn::Result<Vec<Arg>> {
    Punctuated::<Arg, Token![,]>::parse_terminated.parse2(tokens).map(|args| args.into_iter().collect())
}

impl Parse for Arg {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if !input.peek(Ident::peek_any) {
            return Err(
                input.error("an argument begins with its name; write `name`, `name = …` or `name(…)`")
            );
        }
        // Words of the language are fine here: `type`, `where`.
        let name = Ident::parse_any(input)?;
        let value = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            ArgValue::Is(Box::new(input.parse()?))
        } else if input.peek(token::Paren) {
            let inner;
            parenthesized!(inner in input);
            ArgValue::List(Punctuated::<Self, Token![,]>::parse_terminated(&inner)?.into_iter().collect())
        } else {
            ArgValue::Flag
        };
        Ok(Self { name, value })
    }
}

impl Arg {
    /// The argument's name as text.
    pub(crate) fn key(&self) -> String {
        self.name.unraw().to_string()
    }

    /// Where its value is, or its name where it has none.
    pub(crate) fn span(&self) -> Span {
        match &self.value {
            ArgValue::Is(expr) => expr.span(),
            ArgValue::Flag | ArgValue::List(_) => self.name.span(),
        }
    }
}

/// Mistakes, gathered so that all are shown at once.
///
/// A text's first line is the mistake, with what stands beside the caret after a semicolon; others begin with `help: `.
#[derive(Default)]
pub(crate) struct Errors(pub(crate) Vec<syn::Error>);

impl Errors {
    pub(crate) fn add(&mut self, span: Span, text: impl std::fmt::Display) {
        self.0.push(syn::Error::new(span, text));
    }

    /// An argument that nobody knows.
    pub(crate) fn unknown(&mut self, arg: &Arg, of: &str, known: &[&str]) {
        let name = arg.key();
        let text = match nearest(&name, known.iter().copied()) {
            Some(meant) => format!("unknown argument `{name}` of {of}; did you mean `{meant}`?"),
            None => {
                format!("unknown argument `{name}` of {of}\nhelp: the arguments are {}", known.join(", "))
            }
        };
        self.add(arg.name.span(), text);
    }

    /// Arguments that come twice, though once is all that they can.
    pub(crate) fn check_twice(&mut self, args: &[Arg], repeatable: &[&str]) {
        for (number, arg) in args.iter().enumerate() {
            let again = args[..number].iter().any(|before| before.name == arg.name);
            if again && !repeatable.contains(&&*arg.key()) {
                self.add(arg.name.span(), format!("`{}` comes twice; again here", arg.key()));
            }
        }
    }

    /// `name = "text"`
    pub(crate) fn text(&mut self, arg: &Arg) -> Option<String> {
        if let ArgValue::Is(expr) = &arg.value
            && let Expr::Lit(lit) = &**expr
            && let Lit::Str(text) = &lit.lit
        {
            return Some(text.value());
        }
        let key = arg.key();
        self.add(arg.span(), format!("`{key}` takes a text; write `{key} = \"…\"`"));
        None
    }

    /// `name`, or `name = true`
    pub(crate) fn flag(&mut self, arg: &Arg) -> bool {
        match &arg.value {
            ArgValue::Flag => return true,
            ArgValue::Is(expr) => {
                if let Expr::Lit(lit) = &**expr
                    && let Lit::Bool(value) = &lit.lit
                {
                    return value.value;
                }
            }
            ArgValue::List(_) => {}
        }
        self.add(arg.span(), format!("`{0}` stands alone; write `{0}`", arg.key()));
        false
    }

    /// `name`, `name = true`, or `name = "…"`, which says true and what it is called.
    pub(crate) fn flag_or_name(&mut self, arg: &Arg) -> (bool, Option<String>) {
        if let ArgValue::Is(expr) = &arg.value
            && let Expr::Lit(lit) = &**expr
            && let Lit::Str(name) = &lit.lit
        {
            return (true, Some(name.value()));
        }
        (self.flag(arg), None)
    }

    /// `name = 3`
    pub(crate) fn number(&mut self, arg: &Arg) -> Option<u32> {
        if let ArgValue::Is(expr) = &arg.value
            && let Expr::Lit(lit) = &**expr
            && let Lit::Int(number) = &lit.lit
            && let Ok(number) = number.base10_parse()
        {
            return Some(number);
        }
        self.add(arg.span(), format!("`{0}` takes a whole number; write `{0} = 200`", arg.key()));
        None
    }

    /// `name = 70`, `name = "auto"` or `name = true`: a word or a number.
    pub(crate) fn word(&mut self, arg: &Arg) -> Option<String> {
        let word = match &arg.value {
            ArgValue::Is(expr) => match &**expr {
                Expr::Lit(lit) => literal_text(&lit.lit),
                _ => None,
            },
            _ => None,
        };
        if word.is_none() {
            self.add(arg.span(), format!("`{0}` takes a number or a word; write `{0} = 70`", arg.key()));
        }
        word
    }

    /// `name = ["a", "b"]`, or `name = "a"`
    pub(crate) fn texts(&mut self, arg: &Arg) -> Vec<String> {
        let text = |expr: &Expr| match expr {
            Expr::Lit(lit) => match &lit.lit {
                Lit::Str(text) => Some(text.value()),
                other => literal_text(other),
            },
            _ => None,
        };
        let texts = match &arg.value {
            ArgValue::Is(expr) => match &**expr {
                Expr::Array(array) => array.elems.iter().map(text).collect(),
                other => text(other).map(|text| vec![text]),
            },
            _ => None,
        };
        texts.unwrap_or_else(|| {
            self.add(
                arg.span(),
                format!("`{0}` takes a list of texts; write `{0} = [\"a\", \"b\"]`", arg.key()),
            );
            Vec::new()
        })
    }

    /// `name(…)`
    pub(crate) fn list<'a>(&mut self, arg: &'a Arg, like: &str) -> &'a [Arg] {
        if let ArgValue::List(args) = &arg.value {
            return args;
        }
        self.add(arg.span(), format!("`{}` takes arguments of its own; write `{like}`", arg.key()));
        &[]
    }

    /// A literal of any kind, a word such as `now`, or `name(expr = "…")`.
    pub(crate) fn value(&mut self, arg: &Arg) -> Option<DefaultSource> {
        let key = arg.key();
        match &arg.value {
            ArgValue::List(args) if matches!(&args[..], [one] if one.name == "expr") => {
                return self.text(&args[0]).map(DefaultSource::Expr);
            }
            ArgValue::Is(expr) => {
                if let Some(value) = expression(expr) {
                    return Some(value);
                }
            }
            _ => {}
        }
        let ways = format!("write `{key} = 0`, `{key} = \"draft\"`, `{key} = now` or `{key}(expr = \"…\")`");
        self.add(arg.span(), format!("`{key}` takes a literal, `now`, `null` or SQL; {ways}"));
        None
    }
}

fn expression(expr: &Expr) -> Option<DefaultSource> {
    match expr {
        Expr::Lit(lit) => literal_text(&lit.lit).map(DefaultSource::Literal),
        Expr::Unary(unary) if matches!(unary.op, UnOp::Neg(_)) => match &*unary.expr {
            Expr::Lit(lit) if matches!(lit.lit, Lit::Int(_) | Lit::Float(_)) => {
                literal_text(&lit.lit).map(|digits| DefaultSource::Literal(format!("-{digits}")))
            }
            _ => None,
        },
        Expr::Path(path) => match path.path.get_ident()?.to_string().as_str() {
            "now" => Some(DefaultSource::Now),
            "null" | "None" => Some(DefaultSource::Null),
            _ => None,
        },
        Expr::Group(group) => expression(&group.expr),
        Expr::Paren(paren) => expression(&paren.expr),
        _ => None,
    }
}

fn literal_text(lit: &Lit) -> Option<String> {
    match lit {
        Lit::Str(text) => Some(text.value()),
        Lit::Char(c) => Some(c.value().to_string()),
        Lit::Bool(value) => Some(value.value.to_string()),
        Lit::Int(number) => Some(number.base10_digits().to_owned()),
        Lit::Float(number) => Some(number.base10_digits().to_owned()),
        Lit::ByteStr(bytes) => Some(bytes.value().iter().map(|b| format!("{b:02x}")).collect()),
        _ => None,
    }
}

/// The text of tokens, as they would be written.
pub(crate) fn written(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    text.replace(" :: ", "::").replace(" < ", "<").replace(" >", ">").replace(" ,", ",")
}

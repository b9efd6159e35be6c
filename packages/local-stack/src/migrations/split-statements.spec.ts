import { splitStatements } from './split-statements.ts';

describe('splitStatements', () => {
  it.each([
    ['two statements', 'select 1; select 2;', ['select 1', 'select 2']],
    ['a last one without semicolon', 'select 1;\nselect 2\n', ['select 1', 'select 2']],
    ['nothing but comments', '-- nothing\n/* at all; */', []],
    ['a semicolon in a string', "select 'a;b''c;d'; select 2", ["select 'a;b''c;d'", 'select 2']],
    ['a backslash in an escape string', "select E'a\\';b'; select 2", ["select E'a\\';b'", 'select 2']],
    ['a backslash in a plain string', "select 'a\\'; select 2", ["select 'a\\'", 'select 2']],
    ['a semicolon in a quoted name', 'select 1 as "a;b"; select 2', ['select 1 as "a;b"', 'select 2']],
    ['comments in between', 'select 1; -- not; here\nselect 2', ['select 1', '-- not; here\nselect 2']],
    ['nested block comments', '/* a; /* b; */ c; */ select 1; select 2', ['/* a; /* b; */ c; */ select 1', 'select 2']],
    ['a dollar-quoted body', 'do $$ begin a; b; end $$; select 2', ['do $$ begin a; b; end $$', 'select 2']],
    ['a tagged dollar quote', 'do $x$ $$;$$ $x$; select 2', ['do $x$ $$;$$ $x$', 'select 2']],
    ['positional parameters', 'select $1; select $2', ['select $1', 'select $2']],
    [
      'a body of SQL statements',
      'create function f() returns int begin atomic select 1; select case when true then 1 end; end; select 2',
      ['create function f() returns int begin atomic select 1; select case when true then 1 end; end', 'select 2'],
    ],
  ])('cuts %s', (_, sql, statements) => {
    expect(splitStatements(sql)).toEqual(statements);
  });
});
